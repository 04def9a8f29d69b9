"""Messages for an app that wants some only while somebody listens: it costs their senders nothing.

No delivery is stored with such a message. While the receiver wants its type it asks each producer's deployment, again
and again, to add what is missing; from then on the message is one like any other. What is missing is told by state,
never by where one had got to, since messages commit out of order; what is handled has its receipt.
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
    """Has the producers of these messages, here or elsewhere, send those that the receiver has not got since then."""
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
    """Adds the deliveries that are missing, due at once, and sends them; how many."""
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
