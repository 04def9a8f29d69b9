"""What goes out is sent by workers: right after the commit, else by the timer that runs every ten seconds."""

from functools import partial

from celery import shared_task

from apps.notifications.domain.news import Channel
from apps.notifications.sending.queue import SEND, due, send
from dominos.kernel.timers.timers import timer

SEND_ALL = "notifications.send_all"
SCHEDULE = {
    "notifications-send": timer("notifications", SEND_ALL, every=10, finds=partial(due, *Channel)),
}


@shared_task(name=SEND, acks_late=True, ignore_result=True)
def send_by(channel: str) -> None:
    """Sends all that is due by the channel and that no other sender has."""
    send(Channel(channel))


@shared_task(name=SEND_ALL, acks_late=True, ignore_result=True)
def send_all() -> None:
    """Sends all that is due, by every channel."""
    for channel in Channel:
        send(channel)
