"""A lane of its own for what goes out: a thread a channel, beside the work of a worker's process.

A provider that hangs holds up its channel in this process, and neither messages nor timers, which the process goes on
with. What a thread leaves unsent when its process ends is due again after its lease. It keeps its connection to the
database until nothing was to be sent for a while.
"""

import threading
from time import sleep

import structlog
from django.conf import settings
from django.db import connection

from apps.notifications.domain.news import Channel
from apps.notifications.sending.queue import send_due

log = structlog.get_logger(__name__)
IDLE_SECONDS = 60.0
"""A thread that had nothing to do for so long ends."""
GATHER_SECONDS = 0.25
"""How long a thread waits for more before it sends: what is sent together is claimed and recorded together."""
_lock = threading.Lock()
_asked: dict[Channel, threading.Event] = {}
"""The channels that have a thread, and whether there is something for it to do."""


def send(channel: Channel) -> None:
    """Sends what is due by the channel: in a worker beside its other work, else here and now."""
    if settings.ROLE != "worker":
        send_due(channel)
        return
    with _lock:
        if channel in _asked:
            _asked[channel].set()
            return
        _asked[channel] = asked = threading.Event()
        asked.set()
    threading.Thread(target=_run, args=(channel, asked), name=f"send-{channel}", daemon=True).start()


def _run(channel: Channel, asked: threading.Event) -> None:
    try:
        while _is_asked(channel, asked):
            sleep(GATHER_SECONDS)
            asked.clear()
            _send(channel)
    finally:
        connection.close()


def _is_asked(channel: Channel, asked: threading.Event) -> bool:
    """Waits until there is something to do; False where there was nothing for long."""
    if asked.wait(IDLE_SECONDS):
        return True
    with _lock:
        if asked.is_set():
            return True
        del _asked[channel]
        return False


def _send(channel: Channel) -> None:
    connection.close_if_unusable_or_obsolete()
    try:
        send_due(channel)
    except Exception:
        log.exception("sending stopped", channel=channel)
