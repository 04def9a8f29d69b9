"""Actions of a manager or support instead of a courier whose phone is silent: finish, give up, pass on.

They report what they were told: proof, waiting time and attempts are not required, a reason is. For the order
it is as if the assigned courier had done it, who is accountable for the cash; the reporter is in the
delivery's history.
"""

from uuid import UUID

from django.db.models import Max

from apps.delivery.contract.courier_protocol import DeliveryGone
from apps.delivery.contract.errors import CourierNotFree, IllegalAction, NotReleased
from apps.delivery.contract.events import CourierAssigned, OrderPickedUp
from apps.delivery.domain.couriers import first_name
from apps.delivery.domain.offers import PASSED_ON
from apps.delivery.domain.proofs import Proof
from apps.delivery.domain.states import FREE, WITH_COURIER, CourierStatus, OfferStatus, delivery_after
from apps.delivery.models import Courier, Delivery, Offer
from apps.delivery.queries.courier_frames import wire
from apps.delivery.use_cases.after_commit import dispatch_after_commit, refresh_after_commit
from apps.delivery.use_cases.delivery_steps import Told, end_delivered, end_failed
from apps.delivery.use_cases.interventions import require_of_store
from apps.delivery.use_cases.offers import withdraw_joining
from apps.delivery.use_cases.pushes import courier_group, push_situation
from apps.delivery.use_cases.transitions import advance, end_run, lock_courier, lock_deliveries, move_courier
from dominos.kernel.clock import now
from dominos.kernel.errors import NotFound
from dominos.kernel.ids import new_id
from dominos.kernel.sockets.pushes import push_after_commit
from dominos.kernel.unit_of_work import publish, unit_of_work

FINISHED_BY_STAFF, GIVEN_UP_BY_STAFF = "finished", "given up"


def finish(delivery_id: UUID, actor: UUID, reason: str) -> None:
    """The customer has the food. IllegalAction unless a courier has the delivery; NotReleased before it is ready."""
    with unit_of_work("delivery"):
        delivery, courier_id = _locked(delivery_id, "finish")
        end_delivered(delivery, Proof.STAFF, Told("finish", actor, reason))
        _tell_gone(courier_id, delivery_id, FINISHED_BY_STAFF)


def give_up(delivery_id: UUID, actor: UUID, reason: str) -> None:
    """The customer will not get the food. IllegalAction unless a courier has the delivery; NotReleased."""
    with unit_of_work("delivery"):
        delivery, courier_id = _locked(delivery_id, "give_up")
        end_failed(delivery, Told("give_up", actor, reason))
        _tell_gone(courier_id, delivery_id, GIVEN_UP_BY_STAFF)


def pass_on(delivery_id: UUID, actor: UUID, to_courier: UUID, reason: str) -> None:
    """Another courier has the food now and delivers it, as the last stop of their run.

    They are not asked, since they have the food. Raises NotFound for another store's courier; CourierNotFree
    for one off shift, on a break, with an unanswered offer or who has it already; IllegalAction before the
    pick-up, for which there is `reassign`, and for what a provider delivers.
    """
    with unit_of_work("delivery"):
        withdraw_joining(to_courier)
        delivery, from_courier = _locked(delivery_id, "pass_on")
        if from_courier is None:
            told = "A provider's courier has the food."
            raise IllegalAction(told, status_now=delivery.status, allowed=["finish", "give_up"])
        require_of_store(to_courier, delivery.store_id)
        couriers = {key: lock_courier(key) for key in sorted({from_courier, to_courier})}
        if to_courier == from_courier:
            raise CourierNotFree("This courier has the food.")
        receiver = couriers[to_courier]
        run, stop = _place_in_run(receiver)
        Offer.objects.filter(delivery=delivery, status=OfferStatus.ACCEPTED).update(
            status=OfferStatus.WITHDRAWN, reason=PASSED_ON, answered_at=now()
        )
        at = now()
        columns = {"courier": receiver, "run": run, "stop": stop, "arrived_at": None, "near_at": None}
        advance(delivery, "pass_on", actor=actor, reason=reason, assigned_at=at, **columns)
        _tell_passed_on(delivery, receiver)
        end_run(couriers[from_courier])
        _tell_gone(from_courier, delivery_id, PASSED_ON)
        push_situation(to_courier)
        refresh_after_commit(delivery.id)
        dispatch_after_commit()


def _locked(delivery_id: UUID, action: str) -> tuple[Delivery, UUID | None]:
    """The delivery locked, and which courier of ours has it. NotFound, IllegalAction; NotReleased while it is made."""
    holder = Delivery.objects.filter(id=delivery_id).values_list("courier_id", flat=True).first()
    if holder is not None:
        withdraw_joining(holder)
    locked = lock_deliveries([delivery_id])
    if not locked:
        raise NotFound("There is no such delivery.")
    (delivery,) = locked
    delivery_after(delivery.status, action)
    if not delivery.is_released:
        raise NotReleased
    return delivery, delivery.courier_id


def _place_in_run(courier: Courier) -> tuple[UUID, int]:
    """The run that the courier is on, or a new one, and the stop after its last. CourierNotFree."""
    if courier.status in FREE:
        move_courier(courier, "run.take", heading_store_id=None)
        return new_id(), 1
    if courier.status != CourierStatus.ON_RUN:
        raise CourierNotFree
    carried = Delivery.objects.filter(courier=courier, status__in=WITH_COURIER).order_by("-stop")
    last = carried.aggregate(last=Max("stop"))["last"] or 0
    run = carried.values_list("run", flat=True).first()
    return run or new_id(), last + 1


def _tell_passed_on(delivery: Delivery, receiver: Courier) -> None:
    name = first_name(receiver.name)
    for event in (
        CourierAssigned(order_id=delivery.order_id, courier_id=receiver.user_id, courier_name=name),
        OrderPickedUp(order_id=delivery.order_id, courier_id=receiver.user_id, at=now()),
    ):
        publish(event, subject=delivery.order_id, sequence=delivery.sequence)


def _tell_gone(courier_id: UUID | None, delivery_id: UUID, cause: str) -> None:
    if courier_id is None:
        return
    push_after_commit(courier_group(courier_id), wire(DeliveryGone(delivery=delivery_id, cause=cause)))
    push_situation(courier_id)
