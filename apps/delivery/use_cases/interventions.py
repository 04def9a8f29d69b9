"""Interventions of managers and support: another courier, new PIN tries, a pick-up away from the store."""

from collections.abc import Callable
from uuid import UUID

from django.db.models import Q

from apps.delivery.contract.errors import CourierNotFree, IllegalAction
from apps.delivery.contract.types import DeliveryStatus
from apps.delivery.domain.offers import REASSIGNED
from apps.delivery.domain.states import FINISHED
from apps.delivery.models import Courier, Delivery
from apps.delivery.use_cases.after_commit import dispatch_after_commit
from apps.delivery.use_cases.offers import ask_courier
from apps.delivery.use_cases.pushes import push_delivery
from apps.delivery.use_cases.transitions import (
    change,
    lock_deliveries,
)
from apps.delivery.use_cases.withdrawals import lock_unoffered, take_away
from dominos.kernel.clock import now
from dominos.kernel.errors import NotFound
from dominos.kernel.unit_of_work import unit_of_work

MAX_KEPT_FROM = 20


def reassign(delivery_id: UUID, actor: UUID, to_courier: UUID | None, reason: str) -> None:
    """Takes the delivery from its courier or provider, for the dispatcher or for a chosen courier.

    A chosen courier is asked even after a decline. Raises NotFound for another store's courier,
    CourierNotFree if they cannot accept it now, IllegalAction after the pick-up.
    """
    with unit_of_work("delivery"):
        delivery = lock_unoffered(delivery_id, REASSIGNED)
        require_of_store(to_courier, delivery.store_id)
        change(delivery, "reassign", actor=actor, reason=reason)
        if delivery.brought_by is not None:
            take_away(delivery, actor, REASSIGNED)
        if to_courier is None:
            dispatch_after_commit()
        else:
            pick_up_at = max(now(), delivery.ready_at)
            if ask_courier(to_courier, delivery_id, pick_up_at, delivery.expected_at) is None:
                raise CourierNotFree


def require_of_store(courier_id: UUID | None, store_id: UUID) -> None:
    """Raises NotFound for a courier who does not deliver for the store."""
    if courier_id is None:
        return
    here = Courier.objects.filter(user_id=courier_id).exclude(
        ~Q(home_store_id=store_id), home_store_id__isnull=False
    )
    if not here.exists():
        raise NotFound("There is no such courier.")


def unlock_pin(delivery_id: UUID, actor: UUID, reason: str) -> None:
    """Gives the courier a new set of PIN tries."""
    with unit_of_work("delivery"):
        delivery = _locked_open(delivery_id, "unlock_pin")
        change(delivery, "unlock_pin", actor=actor, reason=reason, pin_tries=0)
        push_delivery(delivery, "pin_unlocked")


def waive_geofence(delivery_id: UUID, actor: UUID, reason: str) -> None:
    """Lets the courier pick up wherever their phone reports them to be."""
    with unit_of_work("delivery"):
        delivery = _locked_open(delivery_id, "waive_geofence")
        change(delivery, "waive_geofence", actor=actor, reason=reason, geofence_waived=True)
        push_delivery(delivery, "geofence_waived")


def keep_for(delivery_id: UUID, actor: UUID, courier_id: UUID, reason: str) -> None:
    """Restricts the delivery to this courier, and waits for them. NotFound, IllegalAction once it is over."""
    with unit_of_work("delivery"):
        delivery = _locked_open(delivery_id, "keep_for")
        require_of_store(courier_id, delivery.store_id)
        apart = [each for each in delivery.kept_from if each != courier_id]
        change(delivery, "keep_for", actor=actor, reason=reason, kept_for=courier_id, kept_from=apart)
        _decide_anew(delivery, actor, lambda: delivery.courier_id != courier_id)


def keep_from(delivery_id: UUID, actor: UUID, courier_id: UUID, reason: str) -> None:
    """Excludes this courier from the delivery. NotFound, IllegalAction once it is over."""
    with unit_of_work("delivery"):
        delivery = _locked_open(delivery_id, "keep_from")
        require_of_store(courier_id, delivery.store_id)
        apart = list(dict.fromkeys([*delivery.kept_from, courier_id]))[-MAX_KEPT_FROM:]
        wanted = None if delivery.kept_for == courier_id else delivery.kept_for
        change(delivery, "keep_from", actor=actor, reason=reason, kept_for=wanted, kept_from=apart)
        _decide_anew(delivery, actor, lambda: delivery.courier_id == courier_id)


def lift_courier_limits(delivery_id: UUID, actor: UUID, reason: str) -> None:
    """Lets the engine choose freely again. NotFound, IllegalAction once it is over."""
    with unit_of_work("delivery"):
        delivery = _locked_open(delivery_id, "lift_courier_limits")
        change(delivery, "lift_courier_limits", actor=actor, reason=reason, kept_for=None, kept_from=[])
        dispatch_after_commit()


def _decide_anew(delivery: Delivery, actor: UUID, is_wrong: Callable[[], bool]) -> None:
    """Takes it from a courier who is not to bring it, as far as it is not picked up, and has the engine look again."""
    is_hired = delivery.status == DeliveryStatus.OFFERED and delivery.job_id is not None
    if (delivery.status == DeliveryStatus.ASSIGNED or is_hired) and is_wrong():
        take_away(delivery, actor, REASSIGNED)
    dispatch_after_commit()


def _locked_open(delivery_id: UUID, action: str) -> Delivery:
    """The delivery locked. NotFound; IllegalAction once it is over."""
    locked = lock_deliveries([delivery_id])
    if not locked:
        raise NotFound("There is no such delivery.")
    if locked[0].status in FINISHED:
        raise IllegalAction(f"{action} is not possible any more", status_now=locked[0].status, allowed=[])
    return locked[0]
