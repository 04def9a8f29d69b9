"""Deliveries and couriers in the form the dispatch rules need."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from apps.delivery.contract.types import DeliveryStatus
from apps.delivery.dispatch.types import Place
from apps.delivery.domain.offers import (
    CourierOnShift,
    EndedOffer,
    OpenDelivery,
    Pair,
    excluded_pairs,
)
from apps.delivery.domain.states import WITH_COURIER, CourierStatus, OfferStatus
from apps.delivery.models import Delivery, Offer, Shift
from apps.delivery.queries.market import rules
from dominos.kernel.clock import now
from dominos.kernel.sealed.fields import read_together

type Offered = Sequence[tuple[datetime, Place]]


def open_delivery(delivery: Delivery) -> OpenDelivery:
    """The row as a rule's input."""
    return OpenDelivery(
        id=str(delivery.id),
        store=str(delivery.store_id),
        door=Place(delivery.lon, delivery.lat),
        status=DeliveryStatus(delivery.status),
        requested_at=delivery.requested_at,
        ready_at=delivery.ready_at,
        is_released=delivery.is_released,
        promised_to=delivery.promised_to,
        expected_at=delivery.expected_at,
        bags=delivery.bags,
        courier=str(delivery.courier_id) if delivery.courier_id else None,
        kept_for=str(delivery.kept_for) if delivery.kept_for else None,
        kept_from=frozenset(map(str, delivery.kept_from)),
    )


def couriers_on_shift(
    shifts: Sequence[Shift], places: dict[UUID, Place] | None = None
) -> list[CourierOnShift]:
    """The couriers of these open shifts, with what they carry and were offered."""
    ids = [shift.courier_id for shift in shifts]
    carried, offered = _carried(ids), _offered(ids)
    return [
        CourierOnShift(
            id=str(shift.courier_id),
            status=CourierStatus(shift.courier.status),
            vehicle=shift.courier.vehicle,
            capacity=shift.courier.capacity,
            home=str(shift.courier.home_store_id) if shift.courier.home_store_id else None,
            ends_at=shift.ends_at,
            free_since=shift.courier.free_since,
            place=(places or {}).get(shift.courier_id),
            carried=carried.get(shift.courier_id, ()),
            offered=offered.get(shift.courier_id, ()),
        )
        for shift in shifts
    ]


def _carried(courier_ids: Sequence[UUID]) -> dict[UUID, list[OpenDelivery]]:
    found: dict[UUID, list[OpenDelivery]] = defaultdict(list)
    rows = Delivery.objects.filter(courier_id__in=courier_ids, status__in=WITH_COURIER)
    for delivery in rows.order_by("stop", "id"):
        assert delivery.courier_id is not None
        found[delivery.courier_id].append(open_delivery(delivery))
    return found


def _offered(courier_ids: Sequence[UUID]) -> dict[UUID, list[tuple[datetime, Place]]]:
    found: dict[UUID, list[tuple[datetime, Place]]] = defaultdict(list)
    pending = Offer.objects.filter(courier_id__in=courier_ids, status=OfferStatus.PENDING)
    offers = list(pending.select_related("delivery"))
    read_together([offer.delivery for offer in offers])
    for offer in offers:
        found[offer.courier_id].append((offer.drop_off_at, Place(offer.delivery.lon, offer.delivery.lat)))
    return found


def not_to_be_offered(
    deliveries: Sequence[OpenDelivery], couriers: Sequence[CourierOnShift]
) -> frozenset[Pair]:
    """The pairs not to be offered now; see `excluded_pairs`."""
    market, at = rules(), now()
    offers = Offer.objects.filter(
        delivery_id__in=[delivery.id for delivery in deliveries],
        courier_id__in=[courier.id for courier in couriers],
        answered_at__gt=at - timedelta(seconds=market.exclusion_seconds),
    )
    rows = offers.order_by("answered_at").values_list(
        "delivery_id", "courier_id", "status", "reason", "answered_at"
    )
    ended = [
        EndedOffer(
            str(delivery), str(courier), OfferStatus(status), reason, (at - answered_at).total_seconds()
        )
        for delivery, courier, status, reason, answered_at in rows
        if answered_at
    ]
    return excluded_pairs(ended, deliveries, couriers, market)
