"""Tasks that send messages: right after the commit, else by the timer that runs every ten seconds."""

from functools import partial

from celery import shared_task

from apps.notifications.domain.news import Channel
from apps.notifications.sending.failures import SEND
from apps.notifications.sending.queue import due, send
from apps.notifications.use_cases import digests
from dominos.kernel.leases import work_off
from dominos.kernel.timers.timers import timer

SEND_ALL = "notifications.send_all"
WRITE_DIGESTS = "notifications.write_digests"
SCHEDULE = {
    "notifications-digests": timer("notifications", WRITE_DIGESTS, every=60, finds=digests.due),
    "notifications-send": timer("notifications", SEND_ALL, every=10, finds=partial(due, *Channel)),
}


@shared_task(name=SEND, acks_late=True, ignore_result=True)
def send_by(channel: str) -> None:
    """Sends what is due by the channel and not claimed by another sender."""
    send(Channel(channel))


@shared_task(name=SEND_ALL, acks_late=True, ignore_result=True)
def send_all() -> None:
    """Sends what is due by every channel."""
    for channel in Channel:
        send(channel)


@shared_task(name=WRITE_DIGESTS, acks_late=True, ignore_result=True)
def write_digests() -> None:
    """Writes due digests."""
    work_off(digests.claimed, digests.write)
