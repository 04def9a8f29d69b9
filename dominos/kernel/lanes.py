"""Work that waits for others, in a thread of its own beside that of a worker's process.

A stranger's server that hangs holds up its lane in this process, and neither messages nor timers, which the process
goes on with. What a lane leaves undone when its process ends is claimed again after its lease. It keeps its connection
to the database until there was nothing to do for a while.
"""

import threading
from collections.abc import Callable
from time import sleep

import structlog
from django.conf import settings
from django.db import connection

log = structlog.get_logger(__name__)
IDLE_SECONDS = 60.0
"""A lane that had nothing to do for so long ends."""
GATHER_SECONDS = 0.25
"""How long a lane waits for more before it works: what comes together is claimed and recorded together."""
_lock = threading.Lock()
_asked: dict[str, threading.Event] = {}
"""The lanes that have a thread, and whether there is something for it to do."""


def work_in(lane: str, work: Callable[[], object]) -> None:
    """Does what there is to do: in a worker in the lane, beside its other work, else here and now."""
    if settings.ROLE != "worker":
        work()
        return
    with _lock:
        if lane in _asked:
            _asked[lane].set()
            return
        _asked[lane] = asked = threading.Event()
        asked.set()
    threading.Thread(target=_run, args=(lane, asked, work), name=lane, daemon=True).start()


def _run(lane: str, asked: threading.Event, work: Callable[[], object]) -> None:
    try:
        while _is_asked(lane, asked):
            sleep(GATHER_SECONDS)
            asked.clear()
            _work(lane, work)
    finally:
        connection.close()


def _is_asked(lane: str, asked: threading.Event) -> bool:
    """Waits until there is something to do; False where there was nothing for long."""
    if asked.wait(IDLE_SECONDS):
        return True
    with _lock:
        if asked.is_set():
            return True
        del _asked[lane]
        return False


def _work(lane: str, work: Callable[[], object]) -> None:
    connection.close_if_unusable_or_obsolete()
    try:
        work()
    except Exception:
        log.exception("a lane stopped", lane=lane)
