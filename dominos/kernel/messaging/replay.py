"""Operating the bus: listing stuck messages, and sending messages again that a broker lost."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import batched
from typing import Any
from uuid import UUID

from dominos.kernel.clock import now
from dominos.kernel.messaging.deliveries import Delivery
from dominos.kernel.messaging.messages import Envelope
from dominos.kernel.messaging.outbox import send_out, table
from dominos.kernel.messaging.relay import envelope
from dominos.kernel.messaging.topology import receivers_of

BATCH = 500
"""Messages sent again together."""


def replay(
    app: str, *, type: str = "", since: datetime | None = None, message_id: UUID | None = None, to: str = ""
) -> int:
    """Sends stored messages of `app` again; receivers that have handled one ignore it. Returns the number of
    deliveries.
    """
    rows = table(app, "OutboxMessage").objects.order_by("occurred_at", "id")
    if type:
        rows = rows.filter(type=type)
    if since:
        rows = rows.filter(occurred_at__gte=since)
    if message_id:
        rows = rows.filter(id=message_id)
    envelopes = (envelope(app, row) for row in rows.iterator())
    return sum(_resend(app, some, to) for some in batched(envelopes, BATCH, strict=False))


def _resend(app: str, sent: Sequence[Envelope], to: str) -> int:
    deliveries = [Delivery(e, r) for e in sent for r in receivers_of(e.type, e.version) if to in ("", r)]
    kind = table(app, "OutboxDelivery")
    kind.objects.bulk_create(
        [kind(message_id=each.envelope.id, receiver=each.receiver, due_at=now()) for each in deliveries],
        update_conflicts=True,
        unique_fields=["message_id", "receiver"],
        update_fields=["due_at", "done_at", "dead_at", "attempts"],
    )
    send_out(deliveries)
    return len(deliveries)


def dead_letters(app: str) -> Iterator[dict[str, Any]]:
    """What the app failed to handle, and its deliveries that were given up."""
    for row in table(app, "DeadLetter").objects.order_by("failed_at"):
        yield {
            "side": "received",
            "id": row.message_id,
            "type": row.envelope["type"],
            "at": row.failed_at,
            "what": row.handler,
            "attempts": row.attempts,
            "error": row.error.strip().splitlines()[-1],
        }
    dead = table(app, "OutboxDelivery").objects.exclude(dead_at=None).order_by("dead_at")
    types = dict(
        table(app, "OutboxMessage").objects.filter(id__in=dead.values("message_id")).values_list("id", "type")
    )
    for row in dead:
        yield {
            "side": "sent",
            "id": row.message_id,
            "type": types.get(row.message_id),
            "at": row.dead_at,
            "what": f"to {row.receiver}",
            "attempts": row.attempts,
            "error": "not acknowledged",
        }
