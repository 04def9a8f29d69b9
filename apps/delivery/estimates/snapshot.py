"""The dispatch engine's input, from the tables and from couriers' positions. The rules are in `domain.snapshots`.

Unresponsive couriers are left out.
"""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from apps.delivery.contract.types import DeliveryStatus
from apps.delivery.dispatch import types as engine
from apps.delivery.domain.rules import Rules
from apps.delivery.domain.snapshots import ON_SHIFT, Present, engine_snapshot, last_place, may_wait_elsewhere
from apps.delivery.domain.states import FREE, CourierStatus
from apps.delivery.estimates.hand_overs import measured_rules
from apps.delivery.estimates.roads import RoadTravel
from apps.delivery.models import Courier, Delivery, Shift, StorePlace
from apps.delivery.queries.dispatch_facts import couriers_on_shift, not_to_be_offered, open_delivery
from apps.delivery.queries.market import rules
from apps.delivery.storage.last_positions import its_time, last_fixes, unresponsive
from dominos.kernel.clock import now


def take_snapshot(store_id: UUID | None = None) -> engine.Snapshot | None:
    """The current input, or one store's part of it; None if there is nothing to decide.

    Without a waiting order it contains only idle couriers who could wait at a better place.
    """
    waiting = list(_waiting(store_id))
    if waiting or (store_id is None and may_move_idle()):
        return _snapshot(waiting, recent_errors(), store_id)
    return None


def waiting_stores() -> list[UUID]:
    """The stores with orders that wait for a courier."""
    rows = _waiting(None).values_list("store_id", flat=True)
    return sorted(set(rows))


def _waiting(store_id: UUID | None) -> QuerySet[Delivery]:
    waiting = Delivery.objects.filter(status=DeliveryStatus.WAITING)
    return waiting if store_id is None else waiting.filter(store_id=store_id)


def may_move_idle() -> bool:
    """Whether an idle courier could be moved; true at intervals only."""
    idle = Courier.objects.filter(status__in=FREE).values_list("status", "home_store_id").distinct()
    may_move = any(
        may_wait_elsewhere(CourierStatus(status), str(home) if home else None) for status, home in idle
    )
    return may_move and its_time("move", rules().min_seconds_between_moves)


def snapshot_with(
    deliveries: Sequence[Delivery], errors: tuple[float, ...] = (), store_id: UUID | None = None
) -> engine.Snapshot | None:
    """The current input, or one store's part of it, with these deliveries waiting too; None with nobody on shift."""
    ids = {delivery.id for delivery in deliveries}
    others = _waiting(store_id).exclude(id__in=ids)
    return _snapshot([*others, *deliveries], errors, store_id)


def _snapshot(
    waiting: Sequence[Delivery], errors: tuple[float, ...], store_id: UUID | None
) -> engine.Snapshot | None:
    shifts = _shifts(store_id)
    if not shifts:
        return None
    market = measured_rules()
    stores = {str(s.store_id): engine.Place(s.lon, s.lat) for s in StorePlace.objects.all()}
    open_ones = [open_delivery(delivery) for delivery in waiting]
    couriers = couriers_on_shift(shifts, _places(shifts, stores, market))
    present = Present(
        at=now(),
        waiting=open_ones,
        couriers=couriers,
        stores=stores,
        recent_orders=_recent_orders(market),
        excluded=not_to_be_offered(open_ones, couriers),
        errors=errors,
    )
    return engine_snapshot(present, market, lambda vehicles: RoadTravel(market.usual_vehicle, vehicles))


def recent_errors() -> tuple[float, ...]:
    """The errors of the first plans of recent deliveries in minutes, oldest first; late is positive."""
    recent = (
        Delivery.objects.filter(status=DeliveryStatus.DELIVERED)
        .order_by("-finished_at")
        .values_list("finished_at", "first_expected_at")[: rules().residuals]
    )
    return tuple((at - expected).total_seconds() / 60 for at, expected in reversed(recent) if at)


def _shifts(store_id: UUID | None) -> list[Shift]:
    """The open shifts of couriers who give signs of life, of those who may deliver for the store."""
    rows = Shift.objects.filter(ended_at=None, courier__status__in=ON_SHIFT).select_related("courier")
    if store_id is not None:
        rows = rows.filter(Q(courier__home_store_id=store_id) | Q(courier__home_store_id=None))
    shifts = list(rows)
    lost = unresponsive([shift.courier_id for shift in shifts], rules().unresponsive_after_seconds)
    return [shift for shift in shifts if shift.courier_id not in lost]


def _places(
    shifts: Sequence[Shift], stores: dict[str, engine.Place], market: Rules
) -> dict[UUID, engine.Place]:
    """Where the couriers are: by their last fix; at the home store who never sent one."""
    fixes = last_fixes(shift.courier_id for shift in shifts)
    places = {key: last_place(fix.point, fix.accuracy, stores, market) for key, fix in fixes.items()}
    homes = {shift.courier_id: stores.get(str(shift.courier.home_store_id)) for shift in shifts}
    return {key: place for key, home in homes.items() if (place := places.get(key, home)) is not None}


def _recent_orders(market: Rules) -> dict[str, int]:
    since = now() - timedelta(minutes=market.demand_minutes)
    recent = Delivery.objects.filter(requested_at__gt=since).values_list("store_id").annotate(n=Count("id"))
    return {str(store): number for store, number in recent}
