"""Positions of a store's couriers and destinations, for its managers' map."""

from uuid import UUID

from django.db.models import Q

from apps.delivery.contract.types import CourierPlace, DeliveryStatus, DoorPlace, Fleet, Position
from apps.delivery.domain.states import FINISHED, CourierStatus
from apps.delivery.models import Courier, Delivery, ProviderJob, StorePlace
from apps.delivery.queries.metrics import waits_too_long
from apps.delivery.storage.last_positions import Fix, last_fixes
from dominos.kernel.errors import NotFound


def fleet_of_store(store_id: UUID) -> Fleet:
    """Couriers on shift who belong to the store, drive to it or carry its food. NotFound for an unknown store."""
    store = StorePlace.objects.filter(store_id=store_id).first()
    if store is None:
        raise NotFound("There is no such store.")
    under_way = list(Delivery.objects.filter(store_id=store_id).exclude(status__in=FINISHED).order_by("stop"))
    carrying = {delivery.courier_id for delivery in under_way if delivery.courier_id}
    here = Q(home_store_id=store_id) | Q(heading_store_id=store_id) | Q(pk__in=carrying)
    couriers = list(
        Courier.objects.filter(here, shifts__ended_at=None, shifts__isnull=False).order_by("name")
    )
    hired = [delivery.job_id for delivery in under_way if delivery.job_id]
    jobs = list(ProviderJob.objects.filter(id__in=hired)) if hired else []
    fixes = last_fixes([*(courier.user_id for courier in couriers), *(job.id for job in jobs)])
    return Fleet(
        lat=store.point.lat,
        lon=store.point.lon,
        couriers=(
            *(_courier(courier, fixes.get(courier.user_id)) for courier in couriers),
            *(_of_provider(job, fixes.get(job.id)) for job in jobs),
        ),
        doors=tuple(_door(delivery) for delivery in under_way),
    )


def _courier(courier: Courier, fix: Fix | None) -> CourierPlace:
    return CourierPlace(
        courier_id=courier.user_id,
        name=courier.name,
        status=courier.status,
        vehicle=courier.vehicle,
        position=_position(fix) if fix else None,
    )


def _of_provider(job: ProviderJob, fix: Fix | None) -> CourierPlace:
    return CourierPlace(
        courier_id=job.id,
        name=job.brought_by,
        status=CourierStatus.ON_RUN.value,
        vehicle="",
        provider=job.provider,
        position=_position(fix) if fix else None,
    )


def _position(fix: Fix) -> Position:
    return Position(lat=fix.lat, lon=fix.lon, accuracy=fix.accuracy, at=fix.at)


def _door(delivery: Delivery) -> DoorPlace:
    return DoorPlace(
        order_id=delivery.order_id,
        number=delivery.number,
        status=DeliveryStatus(delivery.status),
        lat=delivery.lat,
        lon=delivery.lon,
        courier_id=delivery.brought_by,
        stop=delivery.stop,
        promised_to=delivery.promised_to,
        expected_at=delivery.expected_at,
        delivery_id=delivery.id,
        no_courier_since=delivery.ready_at if waits_too_long(delivery) else None,
        kept_for=delivery.kept_for,
        kept_from=tuple(delivery.kept_from),
    )
