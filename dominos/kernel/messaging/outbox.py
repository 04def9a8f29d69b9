"""The sender's side: messages are stored with the change that caused them, then sent."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import cache
from typing import Any
from uuid import UUID

import structlog
from django.apps import apps
from django.conf import settings
from django.db import transaction
from kombu.exceptions import OperationalError
from pydantic_core import to_json
from redis.exceptions import RedisError

from dominos.kernel.clock import now
from dominos.kernel.errors import Unavailable
from dominos.kernel.messaging.deliveries import Delivery
from dominos.kernel.messaging.inbox import hand_out
from dominos.kernel.messaging.messages import Envelope, envelope_of
from dominos.kernel.messaging.queues import put
from dominos.kernel.messaging.topology import is_here, receivers_of
from dominos.kernel.postgres.cursors import prepared_cursor, unawaited_cursor
from dominos.kernel.unit_of_work import Published, current_claim, stores_messages
from dominos.kernel.write_statements import documents_text

log = structlog.get_logger(__name__)


def table(app: str, name: str) -> Any:
    """A messaging model of an app (see `tables`)."""
    return apps.get_model(app, name)


@stores_messages
def store_and_dispatch(app: str, published: Sequence[Published]) -> None:
    """Stores the messages with the change that caused them, and sends them after the commit."""
    envelopes = [
        envelope_of(
            each.message, producer=app, subject=each.subject, sequence=each.sequence, trace=each.trace
        )
        for each in published
    ]
    deliveries = store(app, envelopes)
    transaction.on_commit(lambda: dispatch(deliveries), robust=True)


def store(app: str, envelopes: Sequence[Envelope]) -> list[Delivery]:
    """Inserts the messages and one delivery per receiver; called within the unit of work."""
    deliveries = [Delivery(e, receiver) for e in envelopes for receiver in receivers_of(e.type, e.version)]
    due_at = now() + timedelta(seconds=settings.BUS_GRACE)
    messages = [{name: getattr(envelope, name) for name in _MESSAGE} for envelope in envelopes]
    copies = [
        {"message_id": each.envelope.id, "receiver": each.receiver, "due_at": due_at} for each in deliveries
    ]
    with unawaited_cursor() as cursor:
        cursor.execute(_storing(app), [to_json(messages).decode(), to_json(copies).decode()])
    return deliveries


_MESSAGE = (
    "id",
    "type",
    "version",
    "subject",
    "sequence",
    "occurred_at",
    "correlation_id",
    "causation_id",
    "traceparent",
    "data",
)
_DELIVERY = ("message_id", "receiver", "due_at")


@cache
def _storing(app: str) -> str:
    """One text, however many messages there are: all rows of a table come as JSON."""
    messages = documents_text(table(app, "OutboxMessage"), _MESSAGE)
    deliveries = documents_text(table(app, "OutboxDelivery"), _DELIVERY)
    return f"WITH stored AS ({messages}) {deliveries}"


def dispatch(deliveries: Iterable[Delivery]) -> None:
    """Sends the deliveries of a commit. Never raises.

    Failed ones stay due in the outbox, and the relay sends them again.
    """
    claim = current_claim.set(None)  # what handlers here write is not the request's own effect
    try:
        send_out(list(deliveries))
    except Exception:
        log.exception("messages not sent out")
    finally:
        current_claim.reset(claim)


def send_out(deliveries: Sequence[Delivery]) -> None:
    """In-process if this process is configured so, else to the receivers' queues; in-process if Redis is down.

    Raises if deliveries for another deployment cannot be queued.
    """
    here, elsewhere = _by_place(deliveries)
    if settings.DISPATCH == "inline":
        hand_out(here)
    away = elsewhere if settings.DISPATCH == "inline" else deliveries
    if not away:
        return
    try:
        put(away)
    except (OSError, RedisError, OperationalError, Unavailable):
        log.warning("broker unreachable, handled in-process where that can be", messages=len(away))
        if settings.DISPATCH != "inline":
            hand_out(here)
        if elsewhere:
            raise


def _by_place(deliveries: Sequence[Delivery]) -> tuple[list[Delivery], list[Delivery]]:
    """Those to apps of this deployment, and those to others."""
    here, elsewhere = list[Delivery](), list[Delivery]()
    for each in deliveries:
        (here if is_here(each.receiver) else elsewhere).append(each)
    return here, elsewhere


def acknowledge(producer: str, message_ids: Sequence[UUID], receiver: str) -> None:
    """Marks the producer's deliveries as done, so that the relay ignores them."""
    name = table(producer, "OutboxDelivery")._meta.db_table
    with prepared_cursor() as cursor:
        cursor.execute(
            f'UPDATE "{name}" SET done_at = %s, dead_at = NULL'  # noqa: S608
            " WHERE message_id = ANY(%s) AND receiver = %s AND done_at IS NULL",
            [now(), list(message_ids), receiver],
        )
