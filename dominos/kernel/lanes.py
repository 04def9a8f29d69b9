"""Runs work that waits for external servers in separate threads of a worker process.

A hanging server blocks its lane in this process only, and neither messages nor timers. Work left undone when
the process ends is claimed again after its lease. A lane keeps its database connection until it was idle for
a while.
"""

import threading
from collections.abc import Callable
from time import sleep

import structlog
from django.conf import settings
from django.db import connection

log = structlog.get_logger(__name__)
IDLE_SECONDS = 60.0
"""An idle lane ends after this time."""
GATHER_SECONDS = 0.4
"""How long a lane waits for more work, to claim and record it together."""
_lock = threading.Lock()
_asked: dict[str, threading.Event] = {}
"""The lanes with a thread, and whether they have work."""


def work_in(lane: str, work: Callable[[], object]) -> None:
    """Does the pending work: in a worker in the lane, elsewhere directly."""
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
