"""The safety net: claims deliveries that are due and sends them again, until they are acknowledged."""

from datetime import timedelta
from random import uniform

import structlog
from django.conf import settings
from django.db import connection, transaction

from dominos.kernel.clock import now
from dominos.kernel.messaging.messages import Envelope
from dominos.kernel.messaging.outbox import Letter, hand_on, table

log = structlog.get_logger(__name__)

BATCH = 200
LONGEST_WAIT = 300.0


def relay(app: str) -> int:
    """Sends what is due in the app's outbox; returns how many. Several relays share the work."""
    claimed = _claim(app)
    for letter in _letters(app, claimed):
        try:
            hand_on(letter)
        except Exception:
            log.exception("relay failed", message=letter.envelope.type, receiver=letter.receiver)
    return len(claimed)


def _claim(app: str) -> list[tuple[str, str]]:
    """Leases due deliveries, oldest first: pushes `due_at` on, so that a relay that dies loses nothing.

    By state, never by "id > last": ids commit out of order.
    """
    name = table(app, "OutboxDelivery")._meta.db_table
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE "{name}" SET attempts = attempts + 1,'  # noqa: S608
            " dead_at = CASE WHEN attempts + 1 > %(most)s THEN %(now)s END,"
            " due_at = %(now)s + make_interval(secs => least(%(grace)s * 2 ^ attempts, %(longest)s) * %(jitter)s)"
            f' WHERE id IN (SELECT id FROM "{name}"'
            " WHERE done_at IS NULL AND dead_at IS NULL AND due_at <= %(now)s"
            " ORDER BY due_at LIMIT %(batch)s FOR UPDATE SKIP LOCKED)"
            " RETURNING message_id, receiver, dead_at IS NULL",
            {
                "most": settings.BUS_ATTEMPTS,
                "now": now(),
                "grace": settings.BUS_GRACE,
                "longest": LONGEST_WAIT,
                "jitter": uniform(0.8, 1.2),
                "batch": BATCH,
            },
        )
        rows = sorted(cursor.fetchall())  # by age: what is returned comes in any order
    for message_id, receiver, alive in rows:
        if not alive:
            log.error("delivery is dead", app=app, message_id=str(message_id), receiver=receiver)
    return [(message_id, receiver) for message_id, receiver, alive in rows if alive]


def _letters(app: str, claimed: list[tuple[str, str]]) -> list[Letter]:
    rows = table(app, "OutboxMessage").objects.in_bulk([message_id for message_id, _ in claimed])
    return [Letter(envelope(app, rows[message_id]), receiver) for message_id, receiver in claimed]


def envelope(app: str, row: object) -> Envelope:
    """The envelope of a stored message of `app`."""
    columns = {f: getattr(row, f) for f in Envelope.__dataclass_fields__ if f != "producer"}
    return Envelope(producer=app, **columns)


def purge(app: str, days: int = 30) -> None:
    """Forgets messages, receipts and answers older than `days`; dead ones stay."""
    before = now() - timedelta(days=days)
    open_ids = table(app, "OutboxDelivery").objects.filter(done_at=None).values("message_id")
    old = table(app, "OutboxMessage").objects.filter(occurred_at__lt=before).exclude(id__in=open_ids)
    table(app, "OutboxDelivery").objects.filter(message_id__in=old.values("id")).delete()
    old.delete()
    table(app, "InboxReceipt").objects.filter(received_at__lt=before).delete()
    table(app, "IdempotencyRecord").objects.filter(created_at__lt=now() - timedelta(days=1)).delete()
