"""The safety net: claims due deliveries and sends them again, until they are acknowledged."""

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from django.conf import settings
from django.db.models import QuerySet

from dominos.kernel.clock import now
from dominos.kernel.leases import claim
from dominos.kernel.messaging.deliveries import Delivery
from dominos.kernel.messaging.gauges import open_deliveries
from dominos.kernel.messaging.messages import Envelope
from dominos.kernel.messaging.outbox import send_out, table
from dominos.kernel.messaging.redaction import sealed, unsealed
from dominos.kernel.resilience.backoff import Backoff
from dominos.kernel.timers.due import found_among
from dominos.kernel.unit_of_work import unit_of_work

log = structlog.get_logger(__name__)

BATCH = 200
MAX_WAIT = timedelta(minutes=5)


def due(app: str) -> QuerySet[Any]:
    """The app's deliveries that were not acknowledged in time."""
    return open_deliveries(app).filter(due_at__lte=now())


def relay_all(apps: Sequence[str]) -> int:
    """Sends what is due in any of these apps' outboxes; one statement finds out whether anything is."""
    return sum(relay(app) for app in sorted(found_among({app: [due(app)] for app in apps})))


def relay(app: str) -> int:
    """Sends what is due in the app's outbox; returns the number. Several relays can share the work."""
    claimed = _claim(app)
    try:
        send_out(_deliveries(app, claimed))
    except Exception:
        log.exception("relay failed", app=app, deliveries=len(claimed))
    return len(claimed)


def _claim(app: str) -> list[Any]:
    """Leases due deliveries, each for the wait before its next attempt; those tried too often are dead.

    By state, never by "id > last": ids commit out of order.
    """
    rows = table(app, "OutboxDelivery").objects
    backoff = Backoff(timedelta(seconds=settings.BUS_GRACE), MAX_WAIT)
    with unit_of_work(app):
        open_rows = rows.filter(done_at=None, dead_at=None)
        claimed = claim(open_rows, lambda row: backoff.after(row.attempts), batch=BATCH)
        dead = [row for row in claimed if row.attempts > settings.BUS_ATTEMPTS]
        if dead:
            rows.filter(pk__in=[row.pk for row in dead]).update(dead_at=now())
            _seal(app, {row.message_id for row in dead})
    for row in dead:
        log.error("delivery is dead", app=app, message_id=str(row.message_id), receiver=row.receiver)
    return [row for row in claimed if row not in dead]


def _seal(app: str, message_ids: Collection[UUID]) -> None:
    """A message that waits for somebody to look says nothing of people to whoever reads the table."""
    for message in table(app, "OutboxMessage").objects.filter(id__in=message_ids):
        message.data = sealed(message.type, message.data)
        message.save(update_fields=["data"])


def _deliveries(app: str, claimed: list[Any]) -> list[Delivery]:
    messages = table(app, "OutboxMessage").objects.in_bulk([delivery.message_id for delivery in claimed])
    for row in claimed:
        if row.message_id not in messages:
            log.error("message is gone", app=app, message_id=str(row.message_id), receiver=row.receiver)
    return [
        Delivery(envelope(app, messages[row.message_id]), row.receiver)
        for row in claimed
        if row.message_id in messages
    ]


def envelope(app: str, row: object) -> Envelope:
    """The envelope of a stored message of `app`."""
    columns = {f: getattr(row, f) for f in Envelope.__dataclass_fields__ if f != "producer"}
    return Envelope(producer=app, **columns | {"data": unsealed(columns["data"])})
