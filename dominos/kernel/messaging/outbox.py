"""The sender's side: messages are stored with the change that caused them, then sent out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain
from typing import Any
from uuid import UUID

import structlog
from celery import current_app
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import Jsonb
from kombu.exceptions import OperationalError

from dominos.kernel.clock import now
from dominos.kernel.errors import Unavailable
from dominos.kernel.ids import new_id
from dominos.kernel.messaging.inbox import receive
from dominos.kernel.messaging.messages import Envelope, envelope_of
from dominos.kernel.messaging.topology import is_here, queue_of, receivers_of
from dominos.kernel.redis_client import through_broker
from dominos.kernel.unit_of_work import Published, current_claim, stores_messages

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Delivery:
    """An envelope on its way to one receiver."""

    envelope: Envelope
    receiver: str


def table(app: str, name: str) -> Any:
    """One of the messaging models of an app (see `tables`)."""
    return apps.get_model(app, name)


@stores_messages
def store_and_dispatch(app: str, published: Sequence[Published]) -> None:
    """Stores the messages with the change that caused them, and sends them out once it is committed."""
    envelopes = [
        envelope_of(each.message, producer=app, subject=each.subject, sequence=each.sequence)
        for each in published
    ]
    deliveries = store(app, envelopes)
    transaction.on_commit(lambda: dispatch(deliveries), robust=True)


def store(app: str, envelopes: Sequence[Envelope]) -> list[Delivery]:
    """Inserts the messages and one delivery for each receiver; inside the unit of work."""
    deliveries = [Delivery(e, receiver) for e in envelopes for receiver in receivers_of(e.type, e.version)]
    due_at = now() + timedelta(seconds=settings.BUS_GRACE)
    statement, rows = _insert(app, "OutboxMessage", [_message(e) for e in envelopes])
    if deliveries:
        columns = [(new_id(), each.envelope.id, each.receiver, 0, due_at) for each in deliveries]
        second, more = _insert(app, "OutboxDelivery", columns)
        statement, rows = f"WITH stored AS ({statement}) {second}", rows + more
    with connection.cursor() as cursor:
        cursor.execute(statement, rows)
    return deliveries


_MESSAGE = tuple(name for name in Envelope.__dataclass_fields__ if name not in ("producer", "data"))
COLUMNS = {
    "OutboxMessage": (*_MESSAGE, "data"),
    "OutboxDelivery": ("id", "message_id", "receiver", "attempts", "due_at"),
}


def _insert(app: str, name: str, rows: Sequence[tuple[Any, ...]]) -> tuple[str, list[Any]]:
    """Every command publishes, so the statement is not built anew by the ORM each time."""
    columns = COLUMNS[name]
    values = ", ".join(["(" + ", ".join(["%s"] * len(columns)) + ")"] * len(rows))
    into = f'"{table(app, name)._meta.db_table}" ({", ".join(columns)})'
    return f"INSERT INTO {into} VALUES {values}", list(chain.from_iterable(rows))  # noqa: S608 - names of ours


def _message(envelope: Envelope) -> tuple[Any, ...]:
    return *(getattr(envelope, name) for name in _MESSAGE), Jsonb(envelope.data)


def dispatch(deliveries: Iterable[Delivery]) -> None:
    """Sends out each delivery: to its handlers in this process, or to Celery. Never raises.

    What fails stays due in the outbox, and the relay sends it again.
    """
    claim = current_claim.set(None)  # what handlers here write is not the request's own effect
    try:
        for delivery in deliveries:
            _try(delivery)
    finally:
        current_claim.reset(claim)


def _try(delivery: Delivery) -> None:
    try:
        send_out(delivery)
    except Exception:
        log.exception("message not sent out", message=delivery.envelope.type, receiver=delivery.receiver)


def send_out(delivery: Delivery, *, expires: float | None = None) -> None:
    """The fast path: in-process where that is this process's way, else Celery; in-process if the broker is down.

    A worker drops the copy after `expires` seconds, when there is another one.
    """
    here = is_here(delivery.receiver)
    if here and settings.DISPATCH == "inline":
        deliver(delivery)
        return
    try:
        enqueue(delivery, expires)
    except (OperationalError, Unavailable):
        if not here:
            raise
        log.warning("broker unreachable, handled in-process", message=delivery.envelope.type)
        deliver(delivery)


def enqueue(delivery: Delivery, expires: float | None = None) -> None:
    """Puts the delivery in the receiver's Celery queue. OperationalError or Unavailable when it is not taken."""
    through_broker(
        current_app.send_task,
        "dominos.receive",
        args=[delivery.receiver, delivery.envelope.to_wire()],
        queue=queue_of(delivery.receiver),
        retry=False,
        expires=expires,
    )


def deliver(delivery: Delivery) -> None:
    """Runs the receiver's handlers here, and acknowledges to the producer once all have handled it."""
    receive(delivery.receiver, delivery.envelope)
    if is_here(delivery.envelope.producer):
        acknowledge(delivery.envelope.producer, delivery.envelope.id, delivery.receiver)
    else:
        _enqueue_acknowledgement(delivery)


def acknowledge(producer: str, message_id: UUID, receiver: str) -> None:
    """Marks the producer's delivery as done; the relay leaves it alone from now on."""
    name = table(producer, "OutboxDelivery")._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE "{name}" SET done_at = %s, dead_at = NULL'  # noqa: S608
            " WHERE message_id = %s AND receiver = %s AND done_at IS NULL",
            [now(), message_id, receiver],
        )


def _enqueue_acknowledgement(delivery: Delivery) -> None:
    producer, message_id = delivery.envelope.producer, str(delivery.envelope.id)
    args = [producer, message_id, delivery.receiver]
    through_broker(
        current_app.send_task, "dominos.acknowledge", args=args, queue=queue_of(producer), retry=False
    )
