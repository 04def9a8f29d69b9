"""Beat's scheduler: what was never seen to run is due at once, and of each timer one copy waits at most."""

from datetime import datetime, timedelta
from typing import Any, cast

import redis
import structlog
from celery import current_app
from celery.beat import PersistentScheduler, ScheduleEntry
from django.conf import settings

from dominos.kernel.redis_client import client

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
    """An entry that is due at once where nobody remembers its last run: a lost file costs a run, never a day."""

    def default_now(self) -> Any:
        """The last run of what was never seen to run."""
        return super().default_now() - LONG_AGO

    def __next__(self, last_run_at: datetime | None = None) -> "Timer":
        """The entry as it is once it has run."""
        ran = {
            "last_run_at": last_run_at or super().default_now(),
            "total_run_count": self.total_run_count + 1,
        }
        return Timer(**vars(self) | ran)


class TimerScheduler(PersistentScheduler):
    """Celery's own, with entries and queues as above."""

    Entry = Timer

    def apply_async(self, entry: Any, producer: Any = None, advance: bool = True, **kwargs: Any) -> Any:
        """Sends a timer's task, and takes back its earlier copy that no worker came to."""
        sent = super().apply_async(entry, producer=producer, advance=advance, **kwargs)
        if queue := entry.options.get("queue"):
            tidy(queue)
        return sent


def tidy(queue: str) -> int:
    """Leaves one copy of each task in the queue; how many were taken out. Waits for nobody."""
    key = current_app.conf.broker_transport_options["global_keyprefix"] + queue
    try:
        return int(cast(int, client(settings.REDIS_URL).eval(TIDY, 1, key)))
    except (OSError, redis.RedisError):
        log.warning("timers not tidied", queue=queue)
        return 0
