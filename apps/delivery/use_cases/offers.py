"""Offers: made by the dispatcher, answered by couriers, expired by the clock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from apps.delivery.contract.courier_protocol import Offered, OfferEnd, OfferGone
from apps.delivery.contract.errors import OfferClosed
from apps.delivery.contract.events import CourierAssigned, CourierOffered
from apps.delivery.domain.couriers import first_name
from apps.delivery.domain.offers import RUN_LEFT, RunPlan, may_be_offered
from apps.delivery.domain.states import CourierStatus, OfferStatus
from apps.delivery.models import Courier, Delivery, Offer, Shift
from apps.delivery.queries.courier_frames import offer_state, wire
from apps.delivery.queries.dispatch_facts import couriers_on_shift, not_to_be_offered, open_delivery
from apps.delivery.queries.market import rules
from apps.delivery.storage.last_positions import is_hidden
from apps.delivery.use_cases.after_commit import dispatch_after_commit, refresh_after_commit
from apps.delivery.use_cases.failure_isolation import isolated
from apps.delivery.use_cases.pushes import courier_group
from apps.delivery.use_cases.runs import held_of, renumber
from apps.delivery.use_cases.transitions import advance, lock_courier, lock_deliveries, move_courier
from dominos.kernel.clock import now
from dominos.kernel.errors import NotFound
from dominos.kernel.ids import new_id
from dominos.kernel.sockets.pushes import push_after_commit
from dominos.kernel.unit_of_work import publish, unit_of_work


@dataclass(frozen=True, slots=True)
class Plan:
    """A run as decided: its stops in sequence, the pickup time, the arrival at each door.

    `is_manual` if a manager decided it, who may ask a courier again after a decline. `why` is the comparison
    of the couriers for each stop.
    """

    stops: tuple[UUID, ...]
    pick_up_at: datetime
    drop_offs: tuple[datetime, ...]
    is_manual: bool = False
    why: Mapping[UUID, Sequence[Mapping[str, Any]]] = field(default_factory=dict)


def make_offer(
    courier_id: UUID,
    delivery_ids: Sequence[UUID],
    pick_up_at: datetime,
    drop_offs: Sequence[datetime],
    why: Mapping[UUID, Sequence[Mapping[str, Any]]] | None = None,
) -> UUID | None:
    """Offers the run to the courier, and stores `why`; None if that is no longer possible.

    Of a run the courier has accepted before, only new stops are offered; None if there are none.
    """
    return _make(courier_id, Plan(tuple(delivery_ids), pick_up_at, tuple(drop_offs), why=why or {}))


def ask_courier(courier_id: UUID, delivery_id: UUID, pick_up_at: datetime, drop_off: datetime) -> UUID | None:
    """Offers a delivery to the courier a manager chose, even after a decline; None if they are not free."""
    return _make(courier_id, Plan((delivery_id,), pick_up_at, (drop_off,), is_manual=True))


def _make(courier_id: UUID, plan: Plan) -> UUID | None:
    with unit_of_work("delivery"):
        locked = {delivery.id: delivery for delivery in lock_deliveries(plan.stops)}
        courier = lock_courier(courier_id)
        run = [locked[delivery_id] for delivery_id in plan.stops if delivery_id in locked]
        held = held_of(courier, run)
        if len(run) < len(plan.stops) or not _is_possible(courier, run, plan):
            return None
        return _offer(courier, run, held, plan)


def _is_possible(courier: Courier, run: Sequence[Delivery], plan: Plan) -> bool:
    """Whether the locked rows still allow what was decided."""
    shift = Shift.objects.filter(courier=courier, ended_at=None).first()
    if shift is None:
        return False
    shift.courier = courier
    (facts,) = couriers_on_shift([shift])
    deliveries = [open_delivery(delivery) for delivery in run]
    excluded = not_to_be_offered(deliveries, [facts])
    decided = RunPlan(pick_up_at=plan.pick_up_at, drop_offs=plan.drop_offs, is_manual=plan.is_manual)
    return may_be_offered(facts, deliveries, decided, now(), excluded)


def _offer(courier: Courier, run: Sequence[Delivery], held: Sequence[Delivery], plan: Plan) -> UUID:
    offers = _offers(courier, run, held, plan)
    for offer in offers:
        advance(offer.delivery, "offer", reason=f"to {courier.user_id}")
    if not held:
        move_courier(courier, "offer", heading_store_id=None)
    frame = Offered(offer=offer_state(offers[0].run, offers))
    push_after_commit(courier_group(courier.user_id), wire(frame))
    if is_hidden(courier.user_id):
        _tell_who_does_not_look(courier, offers)
    return offers[0].run


def _tell_who_does_not_look(courier: Courier, offers: Sequence[Offer]) -> None:
    offered = CourierOffered(
        run=offers[0].run, courier_id=courier.user_id, stops=len(offers), expires_at=offers[0].expires_at
    )
    publish(offered, subject=offers[0].run)


def _offers(courier: Courier, run: Sequence[Delivery], held: Sequence[Delivery], plan: Plan) -> list[Offer]:
    name, at = new_id(), now()
    return Offer.objects.bulk_create(
        Offer(
            run=name,
            stop=stop,
            delivery=delivery,
            courier=courier,
            offered_at=at,
            expires_at=at + timedelta(seconds=rules().offer_seconds),
            pick_up_at=plan.pick_up_at,
            drop_off_at=drop_off,
            joins=held[0].run if held else None,
            route=list(plan.stops) if held else [],
            why=list(plan.why.get(delivery.id, ())),
        )
        for stop, (delivery, drop_off) in enumerate(zip(run, plan.drop_offs, strict=True), start=1)
        if delivery not in held
    )


def accept_offer(courier_id: UUID, run: UUID) -> None:
    """Accepts the whole run. OfferClosed if it is over, NotFound for somebody else's."""
    with unit_of_work("delivery"):
        offers, courier = _open(courier_id, run)
        joins = offers[0].joins
        if joins is not None and courier.status != CourierStatus.ON_RUN:
            raise OfferClosed(offer_status=OfferStatus.WITHDRAWN.value)
        for offer in offers:
            _close(offer, OfferStatus.ACCEPTED)
            _assign(offer.delivery, courier, joins or run, offer.stop)
        if joins is None:
            move_courier(courier, "offer.accept")
        else:
            renumber(courier, joins, offers[0].route)
        refresh_after_commit(offers[0].delivery_id)


def _assign(delivery: Delivery, courier: Courier, run: UUID, stop: int) -> None:
    advance(delivery, "accept", actor=courier.user_id, courier=courier, run=run, stop=stop, assigned_at=now())
    assigned = CourierAssigned(
        order_id=delivery.order_id, courier_id=courier.user_id, courier_name=first_name(courier.name)
    )
    publish(assigned, subject=delivery.order_id, sequence=delivery.sequence)


def decline_offer(courier_id: UUID, run: UUID, reason: str) -> None:
    """Declines the run, which is offered to somebody else. OfferClosed, NotFound."""
    with unit_of_work("delivery"):
        offers, courier = _open(courier_id, run)
        _release(offers, courier, OfferStatus.DECLINED, reason)
        dispatch_after_commit()


def expire_offers() -> int:
    """Ends the offers nobody answered in time; returns the number of runs."""
    due = Offer.objects.filter(status=OfferStatus.PENDING, expires_at__lte=now())
    runs = sorted(set(due.values_list("courier_id", "run")))
    return sum(
        isolated(False, end_offer, courier_id, run, OfferStatus.EXPIRED, "") for courier_id, run in runs
    )


def end_offer(courier_id: UUID, run: UUID, status: OfferStatus, reason: str) -> bool:
    """Withdraws an open offer; False if it was answered meanwhile."""
    with unit_of_work("delivery"):
        offers, courier = _locked(courier_id, run)
        if any(offer.status != OfferStatus.PENDING for offer in offers):
            return False
        _release(offers, courier, status, reason)
        cause: OfferEnd = "expired" if status == OfferStatus.EXPIRED else "withdrawn"
        push_after_commit(courier_group(courier_id), wire(OfferGone(offer=run, cause=cause)))
        return True


def withdraw_joining(courier_id: UUID) -> None:
    """Withdraws stops offered to join the courier's run, which leaves without them."""
    pending = Offer.objects.filter(courier_id=courier_id, status=OfferStatus.PENDING, joins__isnull=False)
    for run in set(pending.values_list("run", flat=True)):
        end_offer(courier_id, run, OfferStatus.WITHDRAWN, RUN_LEFT)


def _open(courier_id: UUID, run: UUID) -> tuple[list[Offer], Courier]:
    offers, courier = _locked(courier_id, run)
    for offer in offers:
        if offer.status != OfferStatus.PENDING:
            raise OfferClosed(offer_status=offer.status)
        if offer.expires_at <= now():
            raise OfferClosed(offer_status=OfferStatus.EXPIRED.value)
    return offers, courier


def _locked(courier_id: UUID, run: UUID) -> tuple[list[Offer], Courier]:
    """The offers of a run by stop, with the deliveries of the run and the courier locked. NotFound."""
    offers = Offer.objects.filter(run=run, courier_id=courier_id).order_by("stop")
    ids = {key for offer in offers for key in (offer.delivery_id, *offer.route)}
    deliveries = {delivery.id: delivery for delivery in lock_deliveries(ids)}
    if not deliveries:
        raise NotFound("There is no such offer.")
    courier = lock_courier(courier_id)
    found = list(offers.all())
    for offer in found:
        offer.delivery = deliveries[offer.delivery_id]
    return found, courier


def _release(offers: Sequence[Offer], courier: Courier, status: OfferStatus, reason: str) -> None:
    for offer in offers:
        _close(offer, status, reason)
        advance(offer.delivery, "release", actor=courier.user_id, reason=reason or status.lower())
    if offers[0].joins is None:
        move_courier(courier, "offer.close")


def _close(offer: Offer, status: OfferStatus, reason: str = "") -> None:
    offer.status, offer.reason, offer.answered_at = status, reason, now()
    offer.save(update_fields=["status", "reason", "answered_at"])
