"""Sending mail: claim, send outside any transaction, record the result."""

from collections.abc import Collection
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db.models import QuerySet

from apps.notifications.domain import MAX_ATTEMPTS
from apps.notifications.models import Mail
from dominos.kernel.backoff import Backoff
from dominos.kernel.clock import now, seconds
from dominos.kernel.leases import claim, work_off_together
from dominos.kernel.unit_of_work import unit_of_work

log = structlog.get_logger(__name__)

TIMEOUT_SECONDS = 10
# A mail is being sent for less than this; a sender that is silent for longer has died.
LEASE = timedelta(seconds=60)
BATCH = 10
BACKOFF = Backoff(timedelta(seconds=30), timedelta(hours=1))
MAX_ERROR_CHARS = 1000


def due() -> QuerySet[Mail]:
    """The mails to be sent now."""
    return _waiting().filter(due_at__lte=now())


def send_due() -> int:
    """Sends all mails that are due; returns how many it tried. Several senders share the work."""
    return work_off_together(partial(claim, _waiting(), LEASE, batch=BATCH), _send_all, batch=BATCH)


def _waiting() -> QuerySet[Mail]:
    return Mail.objects.filter(sent_at=None, failed_at=None)


def _send_all(mails: list[Mail]) -> None:
    """Over one connection. What is not begun within half of the lease is left to whoever claims it next."""
    until = seconds() + LEASE.total_seconds() / 2
    sent: list[UUID] = []
    try:
        with get_connection(timeout=TIMEOUT_SECONDS) as server:
            sent.extend(mail.id for mail in mails if seconds() < until and _is_sent(mail, server))
    except Exception as error:
        # Whatever the backend raises when it is opened or closed.
        for mail in mails:
            if mail.id not in sent:
                _record_failure(mail, error)
    if sent:
        with unit_of_work("notifications"):
            Mail.objects.filter(id__in=sent).update(sent_at=now(), text="", html="", error="")


def _is_sent(mail: Mail, server: Any) -> bool:
    try:
        server.send_messages([_message(mail)])
    except Exception as error:
        # Whatever the backend raises (SMTP, sockets, files), the mail is tried again.
        _record_failure(mail, error)
        with suppress(Exception):
            server.close()  # the next mail gets a connection that is not broken
        return False
    return True


def _message(mail: Mail) -> EmailMultiAlternatives:
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    message = EmailMultiAlternatives(
        mail.title,
        mail.text,
        to=[mail.recipient],
        # The same for every attempt: should a sender die before it records the result, mailboxes see one mail.
        headers={"Message-ID": f"<{mail.id}@{domain}>", "Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(mail.html, "text/html")
    return message


def _record_failure(mail: Mail, error: Exception) -> None:
    log.warning("mail not sent", mail=str(mail.id), attempts=mail.attempts, error=type(error).__name__)
    with unit_of_work("notifications"):
        Mail.objects.filter(id=mail.id).update(
            error=f"{type(error).__name__}: {error}"[:MAX_ERROR_CHARS],
            due_at=now() + BACKOFF.after(mail.attempts),
            failed_at=now() if mail.attempts >= MAX_ATTEMPTS else None,
        )


def retry_failed(mail_ids: Collection[UUID]) -> None:
    """Makes those of these mails due again that were given up."""
    with unit_of_work("notifications"):
        failed = Mail.objects.filter(id__in=mail_ids, sent_at=None, attempts__gte=MAX_ATTEMPTS)
        failed.update(failed_at=None, attempts=0, due_at=now())
