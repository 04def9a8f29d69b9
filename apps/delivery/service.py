"""The delivery service, answered."""

from uuid import UUID

from django.conf import settings

from apps.delivery.contract.service import DeliveryService
from apps.delivery.contract.types import DeliveryStage, DeliveryStatus, Fleet, Position, Tracking
from apps.delivery.domain.courier_wait import courier_wait, stages_from_rack
from apps.delivery.domain.couriers import first_name
from apps.delivery.domain.geofence import LatLon
from apps.delivery.domain.proofs import pin_of
from apps.delivery.domain.states import ON_THE_ROAD, WITH_COURIER
from apps.delivery.estimates.forecasts import supply_of
from apps.delivery.estimates.hand_overs import measured_rules
from apps.delivery.estimates.roads import chain
from apps.delivery.models import Delivery, DeliveryPhoto, StorePlace
from apps.delivery.queries.fleet import fleet_of_store
from apps.delivery.storage.last_positions import last_fix
from dominos.kernel.errors import NotFound


class DeliveryServiceImplementation(DeliveryService):
    """See the contract."""

    def estimate_stages(
        self, *, store_id: UUID, lat: float, lon: float, ready_in: int = 0
    ) -> tuple[DeliveryStage, ...]:
        store = StorePlace.objects.filter(store_id=store_id).first()
        if store is None:
            raise NotFound("There is no such store.")
        market = measured_rules()
        legs, is_estimated = chain([store.point, LatLon(lat, lon)], market.usual_vehicle)
        wait = courier_wait(supply_of(store_id), ready_in, market)
        return tuple(
            DeliveryStage(name=stage.name, expected=stage.expected, early=stage.early, late=stage.late)
            for stage in stages_from_rack(legs[0], is_estimated, wait, market)
        )

    def get_tracking(self, *, order_id: UUID) -> Tracking | None:
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

    def get_fleet(self, *, store_id: UUID) -> Fleet:
        return fleet_of_store(store_id)


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
