"""A delivery for its customer."""

from uuid import UUID

from django.conf import settings

from apps.delivery.contract.types import DeliveryStatus, Position, Tracking
from apps.delivery.domain.couriers import first_name
from apps.delivery.domain.proofs import pin_of
from apps.delivery.domain.states import ON_THE_ROAD, WITH_COURIER
from apps.delivery.models import Delivery, DeliveryPhoto, ProviderJob
from apps.delivery.storage.last_positions import last_fix


def get_tracking(order_id: UUID) -> Tracking | None:
    """The order's last attempt; None if there is none."""
    attempts = Delivery.objects.select_related("courier").filter(order_id=order_id)
    delivery = attempts.order_by("-attempt").first()
    if delivery is None:
        return None
    return Tracking(
        order_id=order_id,
        status=DeliveryStatus(delivery.status),
        eta_from=delivery.eta_from,
        eta_to=delivery.eta_to,
        courier_name=_courier_name(delivery) if delivery.status in ON_THE_ROAD else "",
        position=_position(delivery),
        stops_before=_stops_before(delivery),
        pin="" if delivery.contactless else pin_of(order_id, settings.SECRET_KEY, delivery.attempt),
        has_photo=DeliveryPhoto.objects.filter(delivery=delivery).exists(),
    )


def _courier_name(delivery: Delivery) -> str:
    """Of a provider's courier that has no name for us, whose they are."""
    if delivery.courier is not None:
        return first_name(delivery.courier.name)
    job = ProviderJob.objects.filter(id=delivery.job_id).first() if delivery.job_id else None
    return first_name(job.brought_by) if job else ""


def _position(delivery: Delivery) -> Position | None:
    """The courier's place, between pick-up and hand-over only."""
    if delivery.status not in ON_THE_ROAD or delivery.brought_by is None:
        return None
    fix = last_fix(delivery.brought_by)
    return None if fix is None else Position(lat=fix.lat, lon=fix.lon, accuracy=fix.accuracy, at=fix.at)


def _stops_before(delivery: Delivery) -> int:
    """How many doors of the run come first."""
    if delivery.run is None or delivery.stop < 2:
        return 0
    earlier = Delivery.objects.filter(run=delivery.run, stop__lt=delivery.stop, status__in=WITH_COURIER)
    return earlier.count()
