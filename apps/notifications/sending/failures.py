"""Handles failed messages: retries, fallback to SMS, giving up, and suppressing addresses."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

import structlog

from apps.notifications.domain.news import KINDS, Channel, Urgency
from apps.notifications.domain.postings import (
    MAX_ATTEMPTS,
    AddressGone,
    NotTaken,
    Outcome,
    id_of,
)
from apps.notifications.models import Outgoing, Subscription, UnusableAddress
from dominos.kernel.after_commit import start_after_commit
from dominos.kernel.clock import now
from dominos.kernel.resilience.backoff import Backoff
from dominos.kernel.unit_of_work import unit_of_work

log = structlog.get_logger(__name__)

BACKOFF = Backoff(timedelta(seconds=30), timedelta(hours=1))


URGENT_BACKOFF = Backoff(timedelta(seconds=5), timedelta(minutes=10))


MAX_ERROR_CHARS = 1000


ANOTHER_WAY_AFTER = 3
"""Attempts before an urgent message falls back to the telephone."""


SAME = ("user_id", "subject_id", "kind", "locale", "step", "title", "text", "link", "expires_at")


SEND = "notifications.send"


def is_urgent(row: Outgoing) -> bool:
    kind = KINDS.get(row.kind)
    return kind is not None and kind.urgency is Urgency.URGENT


def record_failure(row: Outgoing, error: Exception) -> None:
    log.warning(
        "not sent", id=str(row.id), channel=row.channel, attempts=row.attempts, error=type(error).__name__
    )
    is_over = row.attempts >= MAX_ATTEMPTS
    pause = (URGENT_BACKOFF if is_urgent(row) else BACKOFF).after(row.attempts)
    with unit_of_work("notifications"):
        if row.attempts >= ANOTHER_WAY_AFTER:
            _turn_to_phone(row)
        Outgoing.objects.filter(id=row.id).update(
            error=_words(error),
            due_at=now() + pause,
            done_at=now() if is_over else None,
            outcome=Outcome.FAILED if is_over else "",
        )


def record_refusal(row: Outgoing, error: NotTaken) -> None:
    """Gives the message up. Addresses that do not exist are suppressed."""
    is_gone = isinstance(error, AddressGone)
    log.warning("refused", id=str(row.id), channel=row.channel, is_gone=is_gone)
    with unit_of_work("notifications"):
        Outgoing.objects.filter(id=row.id).update(
            error=_words(error), done_at=now(), outcome=Outcome.GONE if is_gone else Outcome.FAILED
        )
        _turn_to_phone(row)
        if is_gone:
            suspend(Channel(row.channel), row.address, _words(error), row.user_id)


def by_phone(row: Outgoing) -> Outgoing:
    """The same message by SMS; idempotent."""
    return Outgoing(
        id=id_of(row.id, Channel.SMS, row.phone),
        channel=Channel.SMS.value,
        address=row.phone,
        **{name: getattr(row, name) for name in SAME},
    )


def _turn_to_phone(row: Outgoing) -> None:
    """Tells urgent news by SMS that cannot be mailed; once, however many browsers of the person are gone."""
    if not row.phone or row.channel != Channel.MAIL:
        return
    Outgoing.objects.bulk_create([by_phone(row)], ignore_conflicts=True)
    start_after_commit(SEND, Channel.SMS.value)


def suspend(channel: Channel, address: str, because: str, user_id: UUID | None = None) -> None:
    """Suppresses the address until staff free it; a browser's subscription is deleted.

    Without `user_id` it is of the person last notified there.
    """
    if channel is Channel.PUSH:
        Subscription.objects.filter(id=address).delete()
        return
    theirs = user_id or _told_there(channel, address)
    UnusableAddress.objects.bulk_create(
        [UnusableAddress(channel=channel, address=address.lower(), user_id=theirs, because=because[:300])],
        ignore_conflicts=True,
    )


def _told_there(channel: Channel, address: str) -> UUID | None:
    told = Outgoing.objects.filter(channel=channel, address__iexact=address).order_by("-created_at")
    return told.values_list("user_id", flat=True).first()


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:MAX_ERROR_CHARS]


def retry_failed(ids: Collection[UUID]) -> int:
    """Makes given-up messages due again; returns the number."""
    with unit_of_work("notifications"):
        failed = Outgoing.objects.filter(id__in=ids, outcome__in=(Outcome.FAILED, Outcome.GONE))
        again: int = failed.update(done_at=None, outcome="", attempts=0, due_at=now())
    return again
