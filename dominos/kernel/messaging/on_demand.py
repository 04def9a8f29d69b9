"""Messages that a receiver wants only while somebody listens, at no cost to their senders.

No delivery is stored with such a message. While the receiver wants its type it repeatedly asks each
producer's deployment to add missing ones, which are then like any other delivery. What is missing is decided
by receipts and not by a cursor, since messages commit out of order.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from celery import current_app
from django.db.models import Exists, OuterRef

from dominos.kernel.clock import now
from dominos.kernel.messaging.messages import Message
from dominos.kernel.messaging.outbox import table
from dominos.kernel.messaging.relay import BATCH, relay
from dominos.kernel.messaging.topology import is_here, queue_of
from dominos.kernel.redis_client import through_broker
from dominos.kernel.unit_of_work import unit_of_work

OFFER = "dominos.offer"


def ask_for(receiver: str, wanted: Iterable[type[Message]], since: datetime) -> None:
    """Asks the producers of these messages, local or remote, to send those since then that the receiver has not got."""
    by_producer: dict[str, list[str]] = {}
    for each in wanted:
        by_producer.setdefault(each.type.partition(".")[0], []).append(each.type)
    for producer, types in by_producer.items():
        if is_here(producer):
            offer(producer, receiver, types, since)
        else:
            arguments = [producer, receiver, types, since.isoformat()]
            through_broker(
                current_app.send_task,
                OFFER,
                args=arguments,
                queue=queue_of(producer),
                expires=60,
                retry=False,
            )


def offer(producer: str, receiver: str, types: Collection[str], since: datetime) -> int:
    """Adds missing deliveries, due at once, and sends them; returns the number."""
    deliveries = table(producer, "OutboxDelivery").objects
    has_one = Exists(deliveries.filter(message_id=OuterRef("id"), receiver=receiver))
    told = table(producer, "OutboxMessage").objects.filter(type__in=types, occurred_at__gte=since)
    with unit_of_work(producer):
        missing = list(told.exclude(has_one).order_by("id").values_list("id", flat=True)[:BATCH])
        rows = [deliveries.model(message_id=id, receiver=receiver, due_at=now()) for id in missing]
        deliveries.bulk_create(rows, ignore_conflicts=True)
    if missing:
        relay(producer)
    return len(missing)
