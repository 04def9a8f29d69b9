"""Offers: made by the dispatcher, answered by couriers, ended by the clock."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from apps.delivery.actions.eta import refresh_later
from apps.delivery.actions.steps import (
    advance,
    courier_group,
    lock_courier,
    lock_deliveries,
    move_courier,
    push_later,
)
from apps.delivery.conf import rules
from apps.delivery.contract.courier_protocol import Offered, OfferEnd, OfferGone
from apps.delivery.contract.errors import OfferClosed
from apps.delivery.contract.events import CourierAssigned
from apps.delivery.contract.types import DeliveryStatus
from apps.delivery.domain import FREE, OfferStatus, first_name
from apps.delivery.exclusions import excluded_pairs
from apps.delivery.frames import offer_state, wire
from apps.delivery.models import Courier, Delivery, Offer, Shift
from apps.delivery.soon import DISPATCH, soon
from dominos.kernel.clock import now
from dominos.kernel.errors import NotFound
from dominos.kernel.ids import new_id
from dominos.kernel.unit_of_work import publish, unit_of_work


def make_offer(
    courier_id: UUID, delivery_ids: Sequence[UUID], pick_up_at: datetime, drop_offs: Sequence[datetime]
) -> UUID | None:
    """Offers the run to the courier; None when the world has moved on since the decision."""
    with unit_of_work("delivery"):
        deliveries = {delivery.id: delivery for delivery in lock_deliveries(delivery_ids)}
        courier = lock_courier(courier_id)
        ordered = [deliveries[delivery_id] for delivery_id in delivery_ids if delivery_id in deliveries]
        if len(ordered) < len(delivery_ids) or not _is_possible(courier, ordered):
            return None
        offers = _offers(courier, ordered, pick_up_at, drop_offs)
        for delivery in ordered:
            advance(delivery, "offer", reason=f"to {courier.user_id}")
        move_courier(courier, "offer", heading_store_id=None)
        frame = Offered(offer=offer_state(offers[0].run, offers))
        push_later(courier_group(courier.user_id), wire(frame))
        return offers[0].run


def _is_possible(courier: Courier, deliveries: Sequence[Delivery]) -> bool:
    return (
        courier.status in FREE
        and all(delivery.status == DeliveryStatus.WAITING for delivery in deliveries)
        and (len(deliveries) == 1 or sum(delivery.bags for delivery in deliveries) <= courier.capacity)
        and Shift.objects.filter(courier=courier, ended_at=None).exists()
        and not excluded_pairs([delivery.id for delivery in deliveries], [courier.user_id])
    )


def _offers(
    courier: Courier, deliveries: Sequence[Delivery], pick_up_at: datetime, drop_offs: Sequence[datetime]
) -> list[Offer]:
    run, at = new_id(), now()
    return Offer.objects.bulk_create(
        Offer(
            run=run,
            stop=stop,
            delivery=delivery,
            courier=courier,
            offered_at=at,
            expires_at=at + timedelta(seconds=rules().offer_seconds),
            pick_up_at=pick_up_at,
            drop_off_at=drop_off,
        )
        for stop, (delivery, drop_off) in enumerate(zip(deliveries, drop_offs, strict=True), start=1)
    )


def accept_offer(courier_id: UUID, run: UUID) -> None:
    """The courier takes the whole run. OfferClosed when it is over, NotFound for somebody else's."""
    with unit_of_work("delivery"):
        offers, courier = _open(courier_id, run)
        at = now()
        for offer in offers:
            _close(offer, OfferStatus.ACCEPTED)
            advance(
                offer.delivery,
                "accept",
                actor=courier_id,
                courier=courier,
                run=run,
                stop=offer.stop,
                assigned_at=at,
            )
            publish(
                CourierAssigned(
                    order_id=offer.delivery.order_id,
                    courier_id=courier_id,
                    courier_name=first_name(courier.name),
                ),
                subject=offer.delivery.order_id,
                sequence=offer.delivery.sequence,
            )
        move_courier(courier, "offer.accept")
        refresh_later(offers[0].delivery_id)


def decline_offer(courier_id: UUID, run: UUID, reason: str) -> None:
    """The courier does not take the run, which goes to somebody else. OfferClosed, NotFound."""
    with unit_of_work("delivery"):
        offers, courier = _open(courier_id, run)
        _release(offers, courier, OfferStatus.DECLINED, reason)
        soon(DISPATCH)


def expire_offers() -> int:
    """Ends the offers nobody answered in time; returns how many runs."""
    due = Offer.objects.filter(status=OfferStatus.PENDING, expires_at__lte=now())
    runs = sorted(set(due.values_list("courier_id", "run")))
    return sum(end_offer(courier_id, run, OfferStatus.EXPIRED, "") for courier_id, run in runs)


def end_offer(courier_id: UUID, run: UUID, status: OfferStatus, reason: str) -> bool:
    """Takes an open offer back; False when it was answered meanwhile."""
    with unit_of_work("delivery"):
        offers, courier = _locked(courier_id, run)
        if any(offer.status != OfferStatus.PENDING for offer in offers):
            return False
        _release(offers, courier, status, reason)
        cause: OfferEnd = "expired" if status == OfferStatus.EXPIRED else "withdrawn"
        push_later(courier_group(courier_id), wire(OfferGone(offer=run, cause=cause)))
        return True


def _open(courier_id: UUID, run: UUID) -> tuple[list[Offer], Courier]:
    offers, courier = _locked(courier_id, run)
    for offer in offers:
        if offer.status != OfferStatus.PENDING:
            raise OfferClosed(offer_status=offer.status)
        if offer.expires_at <= now():
            raise OfferClosed(offer_status=OfferStatus.EXPIRED.value)
    return offers, courier


def _locked(courier_id: UUID, run: UUID) -> tuple[list[Offer], Courier]:
    """The offers of a run by stop, with their deliveries and the courier locked. NotFound."""
    ids = Offer.objects.filter(run=run, courier_id=courier_id).values_list("delivery_id", flat=True)
    deliveries = {delivery.id: delivery for delivery in lock_deliveries(ids)}
    if not deliveries:
        raise NotFound("There is no such offer.")
    courier = lock_courier(courier_id)
    offers = list(Offer.objects.filter(run=run, courier_id=courier_id).order_by("stop"))
    for offer in offers:
        offer.delivery = deliveries[offer.delivery_id]
    return offers, courier


def _release(offers: Sequence[Offer], courier: Courier, status: OfferStatus, reason: str) -> None:
    for offer in offers:
        _close(offer, status, reason)
        advance(offer.delivery, "release", actor=courier.user_id, reason=reason or status.lower())
    move_courier(courier, "offer.close")


def _close(offer: Offer, status: OfferStatus, reason: str = "") -> None:
    offer.status, offer.reason, offer.answered_at = status, reason, now()
    offer.save(update_fields=["status", "reason", "answered_at"])
