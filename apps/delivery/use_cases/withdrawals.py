"""Taking deliveries out of the hands of couriers: cancelled, given to somebody else, courier lost."""

from uuid import UUID

from django.db.models import Q

from apps.delivery.contract.courier_protocol import DeliveryChanged, DeliveryGone
from apps.delivery.contract.errors import CourierNotFree, IllegalAction
from apps.delivery.contract.types import DeliveryStatus
from apps.delivery.domain.offers import REASSIGNED, UNREACHABLE
from apps.delivery.domain.states import FINISHED, FREE, CourierStatus, OfferStatus
from apps.delivery.models import Courier, Delivery, Offer
from apps.delivery.queries.courier_frames import stops, wire
from apps.delivery.queries.market import rules
from apps.delivery.storage.last_positions import unresponsive, watched_seconds
from apps.delivery.use_cases.after_commit import DISPATCH, soon
from apps.delivery.use_cases.offers import ask_courier, end_offer
from apps.delivery.use_cases.shifts import close_shift
from apps.delivery.use_cases.transitions import (
    advance,
    change,
    courier_group,
    end_run,
    lock_courier,
    lock_deliveries,
    move_courier,
    push_later,
)
from dominos.kernel.clock import now
from dominos.kernel.errors import Conflict, NotFound
from dominos.kernel.unit_of_work import unit_of_work


def lock_unoffered(delivery_id: UUID, reason: str) -> Delivery:
    """The delivery locked, its open offer withdrawn. NotFound; Conflict when an offer came in between."""
    offer = Offer.objects.filter(delivery_id=delivery_id, status=OfferStatus.PENDING).first()
    if offer is not None:
        end_offer(offer.courier_id, offer.run, OfferStatus.WITHDRAWN, reason)
    locked = lock_deliveries([delivery_id])
    if not locked:
        raise NotFound("There is no such delivery.")
    if locked[0].status == DeliveryStatus.OFFERED:
        raise Conflict("It was offered to somebody at this moment: try again.")
    return locked[0]


def tell_courier_of(delivery: Delivery, cause: str) -> None:
    """Pushes the delivery as it is now to its courier."""
    if delivery.courier_id is not None:
        frame = DeliveryChanged(delivery=stops([delivery])[0], cause=cause)
        push_later(courier_group(delivery.courier_id), wire(frame))


def leave_run(delivery: Delivery, courier_id: UUID | None, cause: str) -> None:
    """Ends the courier's run when this delivery was the last of it, and tells them that it is gone."""
    if courier_id is None:
        return
    end_run(lock_courier(courier_id), is_lost=delivery.picked_up_at is None)
    push_later(courier_group(courier_id), wire(DeliveryGone(delivery=delivery.id, cause=cause)))


def take_away(delivery: Delivery, actor: UUID | None, reason: str) -> None:
    """Takes a locked delivery that still stands in the rack from its courier. IllegalAction after the pick-up."""
    courier_id = delivery.courier_id
    Offer.objects.filter(delivery=delivery, status=OfferStatus.ACCEPTED).update(
        status=OfferStatus.WITHDRAWN, reason=reason, answered_at=now()
    )
    advance(delivery, "release", actor=actor, reason=reason, courier=None, run=None, stop=0, assigned_at=None)
    leave_run(delivery, courier_id, reason)


def reassign(delivery_id: UUID, actor: UUID, to_courier: UUID | None, reason: str) -> None:
    """A manager takes the delivery from its courier, for the dispatcher or for a courier of their choice.

    That one is asked even after a decline. NotFound for another store's courier, CourierNotFree when they cannot
    take it now, IllegalAction after the pick-up.
    """
    with unit_of_work("delivery"):
        delivery = lock_unoffered(delivery_id, REASSIGNED)
        _require_of_store(to_courier, delivery.store_id)
        change(delivery, "reassign", actor=actor, reason=reason)
        if delivery.courier_id is not None:
            take_away(delivery, actor, REASSIGNED)
        if to_courier is None:
            soon(DISPATCH)
        else:
            pick_up_at = max(now(), delivery.ready_at)
            if ask_courier(to_courier, delivery_id, pick_up_at, delivery.expected_at) is None:
                raise CourierNotFree


def _require_of_store(courier_id: UUID | None, store_id: UUID) -> None:
    if courier_id is None:
        return
    here = Courier.objects.filter(user_id=courier_id).exclude(
        ~Q(home_store_id=store_id), home_store_id__isnull=False
    )
    if not here.exists():
        raise NotFound("There is no such courier.")


def unlock_pin(delivery_id: UUID, actor: UUID, reason: str) -> None:
    """Support gives the courier a new set of tries."""
    with unit_of_work("delivery"):
        delivery = _locked_open(delivery_id, "unlock_pin")
        change(delivery, "unlock_pin", actor=actor, reason=reason, pin_tries=0)
        tell_courier_of(delivery, "pin_unlocked")


def waive_geofence(delivery_id: UUID, actor: UUID, reason: str) -> None:
    """A manager lets the courier pick up wherever their phone says they are."""
    with unit_of_work("delivery"):
        delivery = _locked_open(delivery_id, "waive_geofence")
        change(delivery, "waive_geofence", actor=actor, reason=reason, geofence_waived=True)
        tell_courier_of(delivery, "geofence_waived")


def _locked_open(delivery_id: UUID, action: str) -> Delivery:
    """The delivery locked. NotFound; IllegalAction once it is over."""
    locked = lock_deliveries([delivery_id])
    if not locked:
        raise NotFound("There is no such delivery.")
    if locked[0].status in FINISHED:
        raise IllegalAction(f"{action} is not possible any more", status_now=locked[0].status, allowed=[])
    return locked[0]


def release_unresponsive() -> int:
    """Takes back what couriers hold who gave no sign of life; returns how many couriers were lost.

    What they have picked up stays with them: the food is in their bag. Nobody is lost while signs of life have not
    been watched for as long as they may be silent: after an outage couriers need time to come back.
    """
    if watched_seconds() < rules().dead_after_seconds:
        return 0
    busy = [CourierStatus.OFFERED, CourierStatus.ON_RUN]
    ids = list(Courier.objects.filter(status__in=busy).values_list("user_id", flat=True))
    dead = sorted(unresponsive(ids, rules().dead_after_seconds))
    return sum(_bury(courier_id) for courier_id in dead)


def _bury(courier_id: UUID) -> bool:
    pending = Offer.objects.filter(courier_id=courier_id, status=OfferStatus.PENDING)
    for run in set(pending.values_list("run", flat=True)):
        end_offer(courier_id, run, OfferStatus.WITHDRAWN, UNREACHABLE)
    with unit_of_work("delivery"):
        held = Delivery.objects.filter(courier_id=courier_id, status=DeliveryStatus.ASSIGNED)
        for delivery in lock_deliveries(held.values_list("id", flat=True)):
            if delivery.courier_id == courier_id and delivery.status == DeliveryStatus.ASSIGNED:
                take_away(delivery, None, UNREACHABLE)
        return _sign_off(lock_courier(courier_id))


def _sign_off(courier: Courier) -> bool:
    if courier.status not in FREE:
        return False
    move_courier(courier, "shift.end")
    close_shift(courier)
    return True
