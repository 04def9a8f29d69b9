"""What is done by the clock: entries of beat's schedule, which never pile up behind work or before a stopped worker."""

from typing import Any


def timers_queue_of(app: str) -> str:
    """The Celery queue of an app's timers, and of nothing else: they repair what waits in the app's own queue."""
    return f"dominos.{app}.timers"


def timer(app: str, task: str, *, every: float, args: tuple[Any, ...] = ()) -> dict[str, Any]:
    """An entry of beat's schedule: the task each `every` seconds, and none later than that.

    Of each task at most one copy waits in the app's queue of timers (see `beat`).
    """
    return {
        "task": task,
        "args": list(args),
        "schedule": float(every),
        "options": {"queue": timers_queue_of(app), "expires": float(every)},
    }
