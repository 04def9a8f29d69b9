"""Notifies a store that its ready food has no courier, and that a courier waits for late food."""

from datetime import timedelta

from django.db.models import QuerySet

from apps.delivery.contract.events import CourierWaits, FoodWithoutCourier
from apps.delivery.contract.types import DeliveryStatus
from apps.delivery.domain.geofence import is_at_store
from apps.delivery.models import Delivery, StorePlace
from apps.delivery.queries.market import rules
from apps.delivery.queries.metrics import waiting_too_long
from apps.delivery.storage.last_positions import last_fix
from dominos.kernel.clock import now
from dominos.kernel.unit_of_work import publish, unit_of_work

BATCH = 100


def not_alerted() -> QuerySet[Delivery]:
    """Deliveries that wait too long whose store was not notified."""
    return waiting_too_long().filter(alarmed_at=None)


def not_ready_in_time() -> QuerySet[Delivery]:
    """Deliveries with a courier whose food is late and whose store was not notified."""
    late = now() - timedelta(seconds=rules().courier_waits_seconds)
    return Delivery.objects.filter(
        courier__isnull=False,
        status=DeliveryStatus.ASSIGNED,
        is_released=False,
        ready_at__lt=late,
        courier_waits_at=None,
    )


def tell_of_waiting_food() -> None:
    """Notifies once of every delivery that waits too long; again after a courier accepted and lost it."""
    with unit_of_work("delivery"):
        for delivery in not_alerted().select_for_update(skip_locked=True).order_by("id")[:BATCH]:
            delivery.alarmed_at = now()
            delivery.save(update_fields=["alarmed_at"])
            event = FoodWithoutCourier(
                order_id=delivery.order_id, store_id=delivery.store_id, ready_at=delivery.ready_at
            )
            publish(event, subject=delivery.order_id, sequence=delivery.sequence)


def tell_of_waiting_couriers() -> None:
    """Notifies once of every delivery whose courier is at the store while the food is late."""
    with unit_of_work("delivery"):
        rows = not_ready_in_time().select_related("courier").select_for_update(of=("self",), skip_locked=True)
        for delivery in rows.order_by("id")[:BATCH]:
            if _is_there(delivery):
                _tell_of_courier(delivery)


def _tell_of_courier(delivery: Delivery) -> None:
    assert delivery.courier is not None
    delivery.courier_waits_at = now()
    delivery.save(update_fields=["courier_waits_at"])
    event = CourierWaits(
        order_id=delivery.order_id,
        store_id=delivery.store_id,
        courier_name=delivery.courier.name,
        ready_at=delivery.ready_at,
    )
    publish(event, subject=delivery.order_id, sequence=delivery.sequence)


def _is_there(delivery: Delivery) -> bool:
    """Whether the courier is at the store, by a position of the last moments."""
    market = rules()
    fix = last_fix(delivery.courier_id) if delivery.courier_id is not None else None
    if fix is None or fix.at < now() - timedelta(seconds=market.position_fresh_seconds):
        return False
    store = StorePlace.objects.filter(store_id=delivery.store_id).first()
    return store is not None and is_at_store(fix.point, fix.accuracy, store.point, market)
