"""What is done by the clock: entries of beat's schedule, which never pile up behind work or before a stopped worker."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class Question:
    """Whether a timer's task would find anything: any of these rows; run after `at_least` seconds all the same."""

    rows: "Callable[[], list[QuerySet[Any]]]"
    at_least: float


_questions: dict[str, Question] = {}


def timers_queue_of(app: str) -> str:
    """The Celery queue of an app's timers, and of nothing else: they repair what waits in the app's own queue."""
    return f"dominos.{app}.timers"


def timer(
    app: str,
    task: str,
    *,
    every: float,
    args: tuple[Any, ...] = (),
    finds: "Callable[[], QuerySet[Any] | list[QuerySet[Any]]] | None" = None,
    at_least: float = 300,
) -> dict[str, Any]:
    """An entry of beat's schedule: the task each `every` seconds, and none later than that.

    Of each task at most one copy waits in the app's queue of timers (see `beat`). Where `finds` gives the rows that
    the task would take up, beat looks first, for all timers at once, and sends the task if there are any, or if it
    was not sent for `at_least` seconds.
    """
    if finds is not None:
        _questions[task] = Question(lambda: _as_list(finds()), at_least)
    return {
        "task": task,
        "args": list(args),
        "schedule": float(every),
        "relative": finds is not None,  # on the whole second: those due together are looked at together
        "options": {"queue": timers_queue_of(app), "expires": float(every)},
    }


def question_of(task: str) -> Question | None:
    """What is to be asked before the task is sent; None where it is sent each time."""
    return _questions.get(task)


def _as_list(found: "QuerySet[Any] | list[QuerySet[Any]]") -> "list[QuerySet[Any]]":
    return found if isinstance(found, list) else [found]
