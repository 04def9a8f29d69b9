"""The messages about a subject and their outcomes, for operators."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from dominos.kernel.messaging.outbox import table


@dataclass(frozen=True, slots=True)
class MessageRecord:
    """A message, with (receiver, outcome) pairs: seconds until it was handled, dead, or waiting."""

    at: datetime
    producer: str
    type: str
    id: UUID
    correlation_id: UUID
    outcomes: tuple[tuple[str, str], ...]


def messages_about(app: str, subject: UUID, field: str, since: datetime) -> Iterator[MessageRecord]:
    """The app's messages since an instant whose subject, or whose `field`, is the given id."""
    about = Q(subject=subject) | Q(**{f"data__{field}": str(subject)})
    rows = list(table(app, "OutboxMessage").objects.filter(about, occurred_at__gte=since))
    outcomes = _outcomes(app, {row.id: row.occurred_at for row in rows})
    for row in rows:
        yield MessageRecord(
            row.occurred_at, app, row.type, row.id, row.correlation_id, tuple(outcomes.get(row.id, ()))
        )


def _outcomes(app: str, messages: dict[UUID, datetime]) -> dict[UUID, list[tuple[str, str]]]:
    found: dict[UUID, list[tuple[str, str]]] = {}
    rows = table(app, "OutboxDelivery").objects.filter(message_id__in=messages).order_by("receiver")
    for row in rows:
        found.setdefault(row.message_id, []).append((row.receiver, _outcome(row, messages[row.message_id])))
    return found


def _outcome(row: object, sent: datetime) -> str:
    done, dead, attempts = (getattr(row, name) for name in ("done_at", "dead_at", "attempts"))
    if done:
        return f"{(done - sent).total_seconds():.1f} s"
    return f"dead after {attempts} attempts" if dead else f"waiting, {attempts} attempts"


def dead_letters_about(app: str, messages: Sequence[UUID]) -> Iterator[tuple[datetime, str, str, str]]:
    """The app's dead letters of these messages: (failure time, handler, message type, last line of the error)."""
    for row in table(app, "DeadLetter").objects.filter(message_id__in=messages):
        yield row.failed_at, row.handler, row.envelope["type"], row.error.strip().splitlines()[-1]
