"""A store is told that its food is ready and nobody brings it."""

from django.db.models import QuerySet

from apps.delivery.contract.events import FoodWithoutCourier
from apps.delivery.models import Delivery
from apps.delivery.queries.metrics import waiting_too_long
from dominos.kernel.clock import now
from dominos.kernel.unit_of_work import publish, unit_of_work

BATCH = 100


def untold() -> QuerySet[Delivery]:
    """The deliveries that wait for too long, and their store was not told."""
    return waiting_too_long().filter(alarmed_at=None)


def tell_of_waiting_food() -> None:
    """Tells once of every delivery that waits for too long; again after a courier had it and lost it."""
    with unit_of_work("delivery"):
        for delivery in untold().select_for_update(skip_locked=True).order_by("id")[:BATCH]:
            delivery.alarmed_at = now()
            delivery.save(update_fields=["alarmed_at"])
            event = FoodWithoutCourier(
                order_id=delivery.order_id, store_id=delivery.store_id, ready_at=delivery.ready_at
            )
            publish(event, subject=delivery.order_id, sequence=delivery.sequence)
