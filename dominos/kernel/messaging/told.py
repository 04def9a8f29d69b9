"""What was told about one thing: its messages, and what became of them, for whoever has to find out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from dominos.kernel.messaging.outbox import table


@dataclass(frozen=True, slots=True)
class Told:
    """A message, and for each receiver what became of it: done after some seconds, dead, or waiting."""

    at: datetime
    producer: str
    type: str
    id: UUID
    correlation_id: UUID
    outcomes: tuple[tuple[str, str], ...]


def told_about(app: str, subject: UUID, field: str, since: datetime) -> Iterator[Told]:
    """What the app told, since then, about the subject or with it in this field of the message."""
    about = Q(subject=subject) | Q(**{f"data__{field}": str(subject)})
    rows = list(table(app, "OutboxMessage").objects.filter(about, occurred_at__gte=since))
    outcomes = _outcomes(app, {row.id: row.occurred_at for row in rows})
    for row in rows:
        yield Told(
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


def dead_about(app: str, messages: Sequence[UUID]) -> Iterator[tuple[datetime, str, str, str]]:
    """Which of these messages the app could not handle: when, its handler, the message's type, the last line."""
    for row in table(app, "DeadLetter").objects.filter(message_id__in=messages):
        yield row.failed_at, row.handler, row.envelope["type"], row.error.strip().splitlines()[-1]
