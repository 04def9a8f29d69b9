"""From the rack to the door: pick-up, arrival, proof, failure. Always by the assigned courier."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from apps.delivery.contract.errors import (
    NotAtStore,
    NotReleased,
    PhotoMissing,
    PinLocked,
    PinMissing,
    PinNotAsked,
    TooEarlyToFail,
    WrongPin,
)
from apps.delivery.contract.events import CourierArrived, DeliveryFailed, OrderDelivered, OrderPickedUp
from apps.delivery.contract.types import DeliveryStatus
from apps.delivery.domain.geofence import is_at_store, is_usable
from apps.delivery.domain.proofs import Proof, attempts_missing, is_pin, may_fail_at
from apps.delivery.domain.states import delivery_after
from apps.delivery.models import Delivery, DeliveryPhoto, ProviderJob, StorePlace
from apps.delivery.queries.market import rules
from apps.delivery.storage.last_positions import last_fix
from apps.delivery.use_cases.after_commit import dispatch_after_commit, refresh_after_commit
from apps.delivery.use_cases.offers import withdraw_joining
from apps.delivery.use_cases.pushes import push_delivery
from apps.delivery.use_cases.transitions import advance, change, end_run, lock_courier, lock_delivery
from dominos.kernel.clock import now
from dominos.kernel.config.secret_keys import secret_keys
from dominos.kernel.errors import DomainError
from dominos.kernel.unit_of_work import publish, unit_of_work


def pick_up(courier_id: UUID, delivery_id: UUID) -> None:
    """The courier leaves with the food. NotReleased before it is ready; NotAtStore outside the geofence."""
    with unit_of_work("delivery"):
        withdraw_joining(courier_id)
        delivery = lock_delivery(delivery_id, courier_id)
        if delivery.status == DeliveryStatus.PICKED_UP:  # tapped twice
            return
        delivery_after(delivery.status, "pick_up")
        if not delivery.is_released:
            raise NotReleased
        if not delivery.geofence_waived:
            _require_at_store(delivery)
        at = now()
        advance(delivery, "pick_up", actor=courier_id, picked_up_at=at)
        publish(
            OrderPickedUp(order_id=delivery.order_id, courier_id=courier_id, at=at),
            subject=delivery.order_id,
            sequence=delivery.sequence,
        )
        refresh_after_commit(delivery.id)


def _require_at_store(delivery: Delivery) -> None:
    market = rules()
    assert delivery.courier_id is not None
    fix, store = last_fix(delivery.courier_id), StorePlace.objects.get(store_id=delivery.store_id)
    if fix is None or fix.at < now() - timedelta(seconds=market.position_fresh_seconds):
        raise NotAtStore("Your position is not known: send one, or ask the store's manager.")
    if not is_usable(fix.accuracy, market):
        raise NotAtStore("Your phone does not know well enough where you are: step outside for a moment.")
    if not is_at_store(fix.point, fix.accuracy, store.point, market):
        raise NotAtStore(f"Your position is not at {store.name}.")


def arrive(courier_id: UUID, delivery_id: UUID) -> None:
    """The courier is at the door."""
    with unit_of_work("delivery"):
        delivery = lock_delivery(delivery_id, courier_id)
        if delivery.status == DeliveryStatus.ARRIVED:  # tapped twice
            return
        at = now()
        advance(delivery, "arrive", actor=courier_id, arrived_at=at)
        publish(
            CourierArrived(order_id=delivery.order_id, courier_id=courier_id, at=at),
            subject=delivery.order_id,
            sequence=delivery.sequence,
        )
        push_delivery(delivery, "arrived")
        refresh_after_commit(delivery.id)


def hand_over(courier_id: UUID, delivery_id: UUID, pin: str | None) -> DomainError | None:
    """The hand-over, proved by the PIN, or by a photo if it was left at the door; never by both.

    A wrong PIN is returned, not raised, so that the used try is committed. PinLocked after the last one,
    PhotoMissing.
    """
    with unit_of_work("delivery"):
        delivery = lock_delivery(delivery_id, courier_id)
        delivery_after(delivery.status, "hand_over")
        if delivery.contactless:
            if pin is not None:
                raise PinNotAsked
            _deliver(delivery, courier_id, _proof_at_the_door(delivery))
            return None
        if delivery.pin_tries >= rules().pin_tries:
            raise PinLocked
        if pin is None:
            raise PinMissing
        if not is_pin(pin, delivery.order_id, secret_keys(), delivery.attempt):
            return _wrong_pin(delivery, courier_id)
        _deliver(delivery, courier_id, Proof.PIN)
        return None


def _proof_at_the_door(delivery: Delivery) -> Proof:
    if DeliveryPhoto.objects.filter(delivery=delivery).exists():
        return Proof.PHOTO
    if rules().photo_when_contactless:
        raise PhotoMissing
    return Proof.NONE


def _wrong_pin(delivery: Delivery, courier_id: UUID) -> DomainError:
    change(delivery, "wrong_pin", actor=courier_id, pin_tries=delivery.pin_tries + 1)
    left = rules().pin_tries - delivery.pin_tries
    return WrongPin(tries_left=left) if left else PinLocked(tries_left=0)


def _deliver(delivery: Delivery, courier_id: UUID, proof: Proof) -> None:
    end_delivered(delivery, proof, Told("hand_over", courier_id))


@dataclass(frozen=True, slots=True)
class Told:
    """How a delivery ended, who reported it, and why."""

    action: str
    by: UUID | None
    reason: str = ""


def end_delivered(delivery: Delivery, proof: Proof, told: Told) -> None:
    """Ends the locked delivery as delivered, with the cash collected by its courier."""
    at = now()
    assert delivery.brought_by is not None
    advance(
        delivery, told.action, actor=told.by, reason=told.reason, finished_at=at, expected_at=at, proof=proof
    )
    publish(
        OrderDelivered(
            order_id=delivery.order_id,
            courier_id=delivery.brought_by,
            proof=proof.value,
            at=at,
            provider=provider_of(delivery),
        ),
        subject=delivery.order_id,
        sequence=delivery.sequence,
    )
    if delivery.cash_due and delivery.courier_id is not None:
        courier = lock_courier(delivery.courier_id)
        courier.cash_carried += delivery.cash_due
        courier.save(update_fields=["cash_carried"])
    _go_on(delivery)


def provider_of(delivery: Delivery) -> str:
    """The provider who brings it; empty for a courier of ours."""
    return ProviderJob.objects.get(id=delivery.job_id).provider if delivery.job_id else ""


def fail(courier_id: UUID, delivery_id: UUID, reason: str) -> None:
    """Nobody accepted the food. TooEarlyToFail before the required attempts and waiting time."""
    with unit_of_work("delivery"):
        delivery = lock_delivery(delivery_id, courier_id)
        delivery_after(delivery.status, "fail")
        market, at = rules(), now()
        assert delivery.arrived_at is not None
        earliest = may_fail_at(delivery.arrived_at, market)
        missing = attempts_missing(delivery.contact_attempts, market)
        if missing or at < earliest:
            raise TooEarlyToFail(attempts_missing=missing, possible_at=earliest.isoformat())
        end_failed(delivery, Told("fail", courier_id, reason))


def end_failed(delivery: Delivery, told: Told) -> None:
    """Ends the locked delivery as failed; its courier still has the food."""
    at = now()
    assert delivery.brought_by is not None
    advance(delivery, told.action, actor=told.by, reason=told.reason, finished_at=at, expected_at=at)
    publish(
        DeliveryFailed(order_id=delivery.order_id, courier_id=delivery.brought_by, reason=told.reason, at=at),
        subject=delivery.order_id,
        sequence=delivery.sequence,
    )
    _go_on(delivery)


def _go_on(delivery: Delivery) -> None:
    """To the next stop of the run, or back and free again; providers see to their own couriers."""
    if delivery.courier_id is None:
        return
    end_run(lock_courier(delivery.courier_id))
    following = Delivery.objects.filter(courier_id=delivery.courier_id, run=delivery.run, finished_at=None)
    for next_id in following.order_by("stop").values_list("id", flat=True)[:1]:
        refresh_after_commit(next_id)
    dispatch_after_commit()
