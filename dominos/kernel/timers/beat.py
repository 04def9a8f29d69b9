"""Beat's scheduler: timers that never ran are due at once, and at most one task of each timer is queued.

Timers that would find no work are not sent.
"""

from datetime import datetime, timedelta
from time import monotonic
from typing import Any, cast

import redis
import structlog
from celery.beat import PersistentScheduler, ScheduleEntry
from celery.schedules import schedstate
from django.conf import settings
from django.db import Error, connection

from dominos.kernel.redis_client import client
from dominos.kernel.telemetry.work_figures import count_timer_run
from dominos.kernel.timers.due import found_among
from dominos.kernel.timers.timers import question_of

log = structlog.get_logger(__name__)

LONG_AGO = timedelta(days=3650)
# Leaves of each task its newest copy, at the place of the oldest, so that a slow worker comes to it all the same.
# Waiting messages are listed newest first; workers take the last.
TIDY = """
local waiting = redis.call('LRANGE', KEYS[1], 0, -1)
local place, newest, order = {}, {}, {}
for i = #waiting, 1, -1 do
  local task = cjson.decode(waiting[i]).headers.task
  if not place[task] then
    order[#order + 1] = task
    place[task] = true
  end
  newest[task] = waiting[i]
end
if #order < #waiting then
  redis.call('DEL', KEYS[1])
  for _, task in ipairs(order) do redis.call('LPUSH', KEYS[1], newest[task]) end
end
return #waiting - #order
"""


class Timer(ScheduleEntry):
    """An entry that is due at once if its last run is unknown: losing the schedule file costs an extra run, never a
    day.
    """

    def default_now(self) -> Any:
        """The assumed last run of a timer that never ran."""
        return super().default_now() - LONG_AGO

    def __next__(self, last_run_at: datetime | None = None) -> "Timer":
        """The entry after its run."""
        ran = {
            "last_run_at": last_run_at or super().default_now(),
            "total_run_count": self.total_run_count + 1,
        }
        return Timer(**vars(self) | ran)

    def is_due(self) -> Any:
        """Whether the timer is due, and seconds until the next check: on whole seconds, however late this run was."""
        is_due, seconds = super().is_due()
        rule: Any = self.schedule
        if is_due and getattr(rule, "relative", False):
            seconds = max(0.0, rule.remaining_estimate(rule.now()).total_seconds())
        return schedstate(is_due, seconds)


class TimerScheduler(PersistentScheduler):
    """Celery's scheduler, with the entries and queues described above."""

    Entry = Timer

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._sent: dict[str, float] = {}
        self._answers: dict[str, bool] = {}
        super().__init__(*args, **kwargs)

    def adjust(self, n: Any, drift: float = 0.0) -> Any:
        """No timer is checked before it is due."""
        return n

    def apply_entry(self, entry: Any, producer: Any = None) -> None:
        """Sends the timer's task unless it would find no work."""
        count_timer_run()
        if self._has_work(entry.task):
            super().apply_entry(entry, producer=producer)
            self._sent[entry.task] = monotonic()

    def _has_work(self, task: str) -> bool:
        """Whether to send it. All due timers are checked in one statement, and each result is used once."""
        question, known = question_of(task), self._answers.pop(task, None)
        if question is None or monotonic() - self._sent.get(task, float("-inf")) >= question.at_least:
            return True
        if known is None:
            entries: list[Any] = list(self.schedule.values())
            due = {entry.task for entry in entries if entry.is_due().is_due}
            self._answers = look_for({task} | due)
            known = self._answers.pop(task)
        return known

    def apply_async(self, entry: Any, producer: Any = None, advance: bool = True, **kwargs: Any) -> Any:
        """Sends a timer's task, and removes its earlier copy if no worker took it."""
        sent = super().apply_async(entry, producer=producer, advance=advance, **kwargs)
        if queue := entry.options.get("queue"):
            tidy(queue)
        return sent


def look_for(tasks: set[str]) -> dict[str, bool]:
    """The tasks that would find work; all of them while the database is unreachable."""
    questions = {task: question for task in tasks if (question := question_of(task))}
    try:
        found = found_among({task: question.rows() for task, question in questions.items()})
    except Error:
        log.warning("the database does not tell which timers have work: all are sent")
        connection.close()
        return dict.fromkeys(questions, True)
    return {task: task in found for task in questions}


def tidy(queue: str) -> int:
    """Removes all but one copy of each task from the queue, and returns how many. Does not block.

    RabbitMQ cannot remove messages from the middle of a queue; there, copies expire on their own.
    """
    if not settings.BROKER_IS_REDIS:
        return 0
    try:
        return int(cast(int, client(settings.BROKER_URL).eval(TIDY, 1, f"{settings.REDIS_PREFIX}:{queue}")))
    except (OSError, redis.RedisError):
        log.warning("timers not tidied", queue=queue)
        return 0
