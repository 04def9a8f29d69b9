"""Mails are sent by workers: right after the commit, else by the timer that runs every ten seconds."""

from celery import shared_task

from apps.notifications import mailer
from apps.notifications.domain import SEND_MAIL
from dominos.kernel.timers import timer

SCHEDULE = {
    "notifications-send-mail": timer("notifications", SEND_MAIL, every=10, finds=mailer.due),
}


@shared_task(name=SEND_MAIL, acks_late=True, ignore_result=True)
def send_mail() -> None:
    """Sends every mail that is due and that no other sender has."""
    mailer.send_due()
