"""Builds protocol messages from rows."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from apps.delivery.contract.courier_protocol import Sync, Welcome
from apps.delivery.contract.courier_state import CourierState, Frame, OfferState, Place, ShiftState, Stop
from apps.delivery.domain.proofs import attempts_missing, may_fail_at
from apps.delivery.domain.states import WITH_COURIER, OfferStatus
from apps.delivery.models import Courier, Delivery, DeliveryPhoto, Offer, Shift, StorePlace
from apps.delivery.queries.market import rules
from dominos.kernel.clock import now


def wire(frame: Frame) -> dict[str, object]:
    """The message as JSON values."""
    return frame.model_dump(mode="json")


def place(store: StorePlace) -> Place:
    return Place(name=store.name, lat=store.lat, lon=store.lon)


def stops(deliveries: Sequence[Delivery]) -> tuple[Stop, ...]:
    """The deliveries as stops for the courier, with their stores; at most two queries."""
    stores = StorePlace.objects.in_bulk({delivery.store_id for delivery in deliveries})
    left = [delivery.id for delivery in deliveries if delivery.contactless]
    photographed = set(DeliveryPhoto.objects.filter(delivery__in=left).values_list("delivery_id", flat=True))
    return tuple(
        _stop(delivery, stores[delivery.store_id], delivery.id in photographed) for delivery in deliveries
    )


def _stop(delivery: Delivery, store: StorePlace, has_photo: bool) -> Stop:
    copied = {name: getattr(delivery, name) for name in Stop.model_fields.keys() & _columns()}
    return Stop(
        **copied,
        delivery=delivery.id,
        store=place(store),
        has_photo=has_photo,
        tries_left=max(0, rules().pin_tries - delivery.pin_tries),
        attempts_missing=attempts_missing(delivery.contact_attempts, rules()),
        may_fail_at=may_fail_at(delivery.arrived_at, rules()) if delivery.arrived_at else None,
    )


def _columns() -> set[str]:
    return {field.attname for field in Delivery._meta.concrete_fields}


def offer_state(run: UUID, offers: Sequence[Offer]) -> OfferState:
    """An offered run; `offers` in stop order, with deliveries loaded."""
    return OfferState(
        offer=run,
        joins=offers[0].joins,
        expires_at=offers[0].expires_at,
        pick_up_at=offers[0].pick_up_at,
        stops=tuple(
            s.model_copy(update={"stop": offer.stop})
            for s, offer in zip(stops([offer.delivery for offer in offers]), offers, strict=True)
        ),
    )


def welcome(courier: Courier) -> Welcome:
    """The complete current state for the courier."""
    market = rules()
    return Welcome(
        heartbeat_seconds=market.heartbeat_seconds,
        unresponsive_after_seconds=market.unresponsive_after_seconds,
        unresponsive_on_road_seconds=market.unresponsive_on_road_seconds,
        **_situation(courier),
    )


def sync_of(courier: Courier) -> Sync:
    """The current state, for the courier's other devices."""
    return Sync(**_situation(courier))


def _situation(courier: Courier) -> dict[str, Any]:
    shift = Shift.objects.filter(courier=courier, ended_at=None).first()
    offers = list(
        Offer.objects.filter(courier=courier, status=OfferStatus.PENDING, expires_at__gt=now())
        .select_related("delivery")
        .order_by("stop")
    )
    run = list(Delivery.objects.filter(courier=courier, status__in=WITH_COURIER).order_by("stop", "id"))
    return {
        "at": now(),
        "courier": _courier_state(courier),
        "shift": shift_state(shift) if shift else None,
        "offer": offer_state(offers[0].run, offers) if offers else None,
        "run": stops(run),
    }


def _courier_state(courier: Courier) -> CourierState:
    return CourierState(
        id=courier.user_id,
        name=courier.name,
        status=courier.status,
        vehicle=courier.vehicle,
        capacity=courier.capacity,
        cash_carried=courier.cash_carried,
    )


def shift_state(shift: Shift) -> ShiftState:
    return ShiftState(
        id=shift.id,
        started_at=shift.started_at,
        ends_at=shift.ends_at,
        acked_sequence=shift.acked_sequence,
    )
