"""Sending what was intended: claim, send outside any transaction, note the result."""

from datetime import timedelta
from random import uniform
from uuid import UUID

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from apps.notifications.domain import LEASE, wait_after
from apps.notifications.models import Mail
from dominos.kernel.clock import now
from dominos.kernel.unit_of_work import unit_of_work

log = structlog.get_logger(__name__)

TIMEOUT_SECONDS = 10
KEPT = timedelta(days=30)


def send_due(mail_id: UUID | None = None, *, most: int = 100) -> int:
    """Sends this mail, or all that are due; returns how many it tried. Several senders share the work."""
    for tried in range(most):
        mail = _claim(mail_id)
        if mail is None:
            return tried
        _send(mail)
    return most


def _claim(mail_id: UUID | None) -> Mail | None:
    """Leases the mail that is due for longest: while `due_at` is ahead nobody else takes it."""
    which = {} if mail_id is None else {"id": mail_id}
    with unit_of_work("notifications"):
        due = Mail.objects.filter(sent_at=None, failed_at=None, due_at__lte=now(), **which)
        mail = due.select_for_update(skip_locked=True).order_by("due_at").first()
        if mail is not None:
            mail.attempts += 1
            mail.due_at = now() + LEASE
            mail.save(update_fields=["attempts", "due_at"])
    return mail


def _send(mail: Mail) -> None:
    try:
        _message(mail).send()
    except Exception as error:
        # Whatever the backend raises (SMTP, sockets, files), the mail is tried again.
        log.warning("mail not sent", mail=str(mail.id), attempts=mail.attempts, error=type(error).__name__)
        _note_failure(mail, error)
        return
    with unit_of_work("notifications"):
        Mail.objects.filter(id=mail.id).update(sent_at=now(), text="", html="", error="")


def _message(mail: Mail) -> EmailMultiAlternatives:
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    message = EmailMultiAlternatives(
        mail.title,
        mail.text,
        to=[mail.recipient],
        # The same for every attempt: should a sender die between sending and noting it, mailboxes see one mail.
        headers={"Message-ID": f"<{mail.id}@{domain}>", "Auto-Submitted": "auto-generated"},
        connection=get_connection(timeout=TIMEOUT_SECONDS),
    )
    message.attach_alternative(mail.html, "text/html")
    return message


def _note_failure(mail: Mail, error: Exception) -> None:
    wait = wait_after(mail.attempts)
    with unit_of_work("notifications"):
        Mail.objects.filter(id=mail.id).update(
            error=f"{type(error).__name__}: {error}"[:1000],
            due_at=now() + (wait or LEASE) * uniform(0.8, 1.2),
            failed_at=None if wait else now(),
        )


def forget_sent() -> None:
    """Forgets mails sent more than 30 days ago."""
    with unit_of_work("notifications"):
        Mail.objects.filter(sent_at__lt=now() - KEPT).delete()
