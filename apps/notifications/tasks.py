"""Mails are sent by workers: right after the commit, else by the task that runs every ten seconds."""

from uuid import UUID

from celery import shared_task

from apps.notifications import mailer
from apps.notifications.domain import SEND_MAIL
from dominos.kernel.timers import timer

SCHEDULE = {
    "notifications-send-due-mail": timer(
        "notifications", "notifications.send_due_mail", every=10, finds=mailer.due
    ),
}


@shared_task(name=SEND_MAIL, acks_late=True, ignore_result=True)
def send_mail(mail_id: str) -> None:
    """Sends one mail unless it was sent or another sender has it."""
    mailer.send_due(UUID(mail_id))


@shared_task(name="notifications.send_due_mail", ignore_result=True)
def send_due_mail() -> None:
    """Sends every mail that is due."""
    mailer.send_due()
