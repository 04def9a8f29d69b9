"""A delivery for its customer."""

from uuid import UUID

from django.conf import settings

from apps.delivery.contract.types import DeliveryStatus, Position, Tracking
from apps.delivery.domain.couriers import first_name
from apps.delivery.domain.proofs import pin_of
from apps.delivery.domain.states import ON_THE_ROAD, WITH_COURIER
from apps.delivery.models import Delivery, DeliveryPhoto
from apps.delivery.storage.last_positions import last_fix


def get_tracking(order_id: UUID) -> Tracking | None:
    """The order's last attempt; None if there is none."""
    attempts = Delivery.objects.select_related("courier").filter(order_id=order_id)
    delivery = attempts.order_by("-attempt").first()
    if delivery is None:
        return None
    is_visible = delivery.courier is not None and delivery.status in ON_THE_ROAD
    return Tracking(
        order_id=order_id,
        status=DeliveryStatus(delivery.status),
        eta_from=delivery.eta_from,
        eta_to=delivery.eta_to,
        courier_name=first_name(delivery.courier.name) if is_visible and delivery.courier else "",
        position=_position(delivery),
        stops_before=_stops_before(delivery),
        pin="" if delivery.contactless else pin_of(order_id, settings.SECRET_KEY, delivery.attempt),
        has_photo=DeliveryPhoto.objects.filter(delivery=delivery).exists(),
    )


def _position(delivery: Delivery) -> Position | None:
    """The courier's place, between pick-up and hand-over only."""
    if delivery.status not in ON_THE_ROAD or delivery.courier_id is None:
        return None
    fix = last_fix(delivery.courier_id)
    return None if fix is None else Position(lat=fix.lat, lon=fix.lon, accuracy=fix.accuracy, at=fix.at)


def _stops_before(delivery: Delivery) -> int:
    """How many doors of the run come first."""
    if delivery.run is None or delivery.stop < 2:
        return 0
    earlier = Delivery.objects.filter(run=delivery.run, stop__lt=delivery.stop, status__in=WITH_COURIER)
    return earlier.count()
