"""Timers: entries of beat's schedule whose tasks never pile up behind other work or a stopped worker."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class Question:
    """The check for a timer's work: any of these rows. The task runs after `at_least` seconds in any case."""

    rows: "Callable[[], list[QuerySet[Any]]]"
    at_least: float


_questions: dict[str, Question] = {}


def timers_queue_of(app: str) -> str:
    """The Celery queue of an app's timers only, since they repair what is stuck in the app's own queue."""
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
    """An entry of beat's schedule: the task every `every` seconds; it expires when the next one is due.

    At most one copy of the task is queued (see `beat`). If `finds` returns the rows that the task would process, beat
    checks them first, for all timers at once, and sends the task if there are any, or if it was not sent for `at_least`
    seconds.
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
    """The check before the task is sent; None if it is always sent."""
    return _questions.get(task)


def _as_list(found: "QuerySet[Any] | list[QuerySet[Any]]") -> "list[QuerySet[Any]]":
    return found if isinstance(found, list) else [found]
