"""A lane of its own for what goes out: a thread a channel, beside the work of a worker's process.

A provider that hangs holds up its channel in this process, and neither messages nor timers, which the process goes on
with. What a thread leaves unsent when its process ends is due again after its lease.
"""

import threading

import structlog
from django.conf import settings
from django.db import connection

from apps.notifications.domain.news import Channel
from apps.notifications.sending import send_due

log = structlog.get_logger(__name__)
_lock = threading.Lock()
_again: dict[Channel, bool] = {}
"""The channels that have a thread, and whether there is more for it to do."""


def send(channel: Channel) -> None:
    """Sends what is due by the channel: in a worker beside its other work, else here and now."""
    if settings.ROLE != "worker":
        send_due(channel)
        return
    with _lock:
        is_running = channel in _again
        _again[channel] = is_running
    if not is_running:
        threading.Thread(target=_run, args=(channel,), name=f"send-{channel}", daemon=True).start()


def _run(channel: Channel) -> None:
    try:
        while True:
            try:
                send_due(channel)
            except Exception:
                log.exception("sending stopped", channel=channel)
            with _lock:
                if not _again[channel]:
                    del _again[channel]
                    return
                _again[channel] = False
    finally:
        connection.close()
