"""Taking deliveries away from couriers: cancelled, reassigned, courier lost."""

from uuid import UUID

from apps.delivery.contract.courier_protocol import DeliveryGone
from apps.delivery.contract.types import DeliveryStatus
from apps.delivery.domain.offers import UNREACHABLE
from apps.delivery.domain.states import FREE, ON_THE_ROAD, CourierStatus, OfferStatus
from apps.delivery.models import Courier, Delivery, Offer
from apps.delivery.queries.courier_frames import wire
from apps.delivery.queries.market import rules
from apps.delivery.storage.last_positions import unresponsive, watched_seconds
from apps.delivery.use_cases.failure_isolation import isolated
from apps.delivery.use_cases.offers import end_offer
from apps.delivery.use_cases.provider_calls import NOBODY, cancel_job
from apps.delivery.use_cases.pushes import courier_group
from apps.delivery.use_cases.shifts import close_shift
from apps.delivery.use_cases.transitions import (
    advance,
    end_run,
    lock_courier,
    lock_deliveries,
    move_courier,
)
from dominos.kernel.clock import now
from dominos.kernel.errors import Conflict, NotFound
from dominos.kernel.sockets.pushes import push_after_commit
from dominos.kernel.unit_of_work import unit_of_work


def lock_unoffered(delivery_id: UUID, reason: str) -> Delivery:
    """The delivery, locked, its open offer withdrawn. NotFound; Conflict if a new offer was made in between."""
    offer = Offer.objects.filter(delivery_id=delivery_id, status=OfferStatus.PENDING).first()
    if offer is not None:
        end_offer(offer.courier_id, offer.run, OfferStatus.WITHDRAWN, reason)
    locked = lock_deliveries([delivery_id])
    if not locked:
        raise NotFound("There is no such delivery.")
    if locked[0].status == DeliveryStatus.OFFERED and locked[0].job_id is None:
        raise Conflict("It was offered to somebody at this moment: try again.")
    return locked[0]


def leave_run(delivery: Delivery, courier_id: UUID | None, cause: str) -> None:
    """Ends the courier's run if this delivery was its last one, and tells them that it is gone."""
    if courier_id is None:
        return
    end_run(lock_courier(courier_id), is_lost=delivery.picked_up_at is None)
    push_after_commit(courier_group(courier_id), wire(DeliveryGone(delivery=delivery.id, cause=cause)))


def take_away(delivery: Delivery, actor: UUID | None, reason: str) -> None:
    """Takes a locked delivery that is still in the rack from whoever holds it. IllegalAction after the pick-up."""
    courier_id = delivery.courier_id
    Offer.objects.filter(delivery=delivery, status=OfferStatus.ACCEPTED).update(
        status=OfferStatus.WITHDRAWN, reason=reason, answered_at=now()
    )
    cancel_job(delivery)
    advance(delivery, "release", actor=actor, reason=reason, **NOBODY)
    leave_run(delivery, courier_id, reason)


def release_unresponsive() -> int:
    """Releases deliveries of couriers without heartbeat, and ends their shifts; returns the number of shifts ended.

    What they have picked up stays with them; with part of the run picked up, they have longer for the rest. A
    courier whose page has been closed for a while without work counts as gone home. Nobody counts as
    unresponsive before heartbeats have been observed for that long: after an outage couriers need time to
    reconnect.
    """
    watched, market = watched_seconds(), rules()
    on_road = Delivery.objects.filter(status__in=ON_THE_ROAD).values("courier_id")
    at_work = Courier.objects.filter(status__in=[CourierStatus.OFFERED, CourierStatus.ON_RUN])
    lost: set[UUID] = set()
    for couriers, seconds in (
        (at_work.exclude(user_id__in=on_road), market.unresponsive_after_seconds),
        (at_work.filter(user_id__in=on_road), market.unresponsive_on_road_seconds),
        (Courier.objects.filter(status__in=FREE), market.absent_after_seconds),
    ):
        if watched >= seconds:
            lost |= unresponsive(couriers.values_list("user_id", flat=True), seconds)
    lost_in_order = sorted(lost)
    return sum(isolated(False, _release, courier_id) for courier_id in lost_in_order)


def _release(courier_id: UUID) -> bool:
    pending = Offer.objects.filter(courier_id=courier_id, status=OfferStatus.PENDING)
    for run in set(pending.values_list("run", flat=True)):
        end_offer(courier_id, run, OfferStatus.WITHDRAWN, UNREACHABLE)
    with unit_of_work("delivery"):
        held = Delivery.objects.filter(courier_id=courier_id, status=DeliveryStatus.ASSIGNED)
        for delivery in lock_deliveries(held.values_list("id", flat=True)):
            if delivery.courier_id == courier_id and delivery.status == DeliveryStatus.ASSIGNED:
                take_away(delivery, None, UNREACHABLE)
        return _end_shift(lock_courier(courier_id))


def _end_shift(courier: Courier) -> bool:
    if courier.status not in FREE:
        return False
    move_courier(courier, "shift.end")
    close_shift(courier)
    return True
