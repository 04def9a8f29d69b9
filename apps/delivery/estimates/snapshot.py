"""What the dispatch engine gets to see: the open deliveries and the couriers on shift, in minutes since 1970.

An order's place is (longitude, latitude). Couriers who give no sign of life are not in it. A run that is accepted,
and of which nothing is picked up, is open: its orders are in the snapshot as their courier's, for others to join.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from datetime import timedelta
from uuid import UUID

from django.db.models import Count, Q

from apps.delivery.contract.types import DeliveryStatus
from apps.delivery.dispatch import types as engine
from apps.delivery.domain.engine_parameters import engine_parameters
from apps.delivery.domain.eta import minutes
from apps.delivery.domain.geofence import LatLon, is_at_store, likely_seconds
from apps.delivery.domain.rules import Rules
from apps.delivery.domain.states import WITH_COURIER, CourierStatus, OfferStatus
from apps.delivery.estimates.hand_overs import measured_rules
from apps.delivery.estimates.roads import RoadTravel
from apps.delivery.models import Courier, Delivery, Offer, Shift, StorePlace
from apps.delivery.queries.exclusions import excluded_pairs
from apps.delivery.queries.market import rules
from apps.delivery.storage.last_positions import Fix, its_time, last_fixes, silent
from dominos.kernel.clock import now

ON_SHIFT = (CourierStatus.AVAILABLE, CourierStatus.RETURNING, CourierStatus.OFFERED, CourierStatus.ON_RUN)
BUSY = (CourierStatus.OFFERED, CourierStatus.ON_RUN)


def take_snapshot() -> engine.Snapshot | None:
    """The present as the engine sees it; None when nothing is there to decide.

    Without an order waiting, couriers who could wait at a better place are all there is to it.
    """
    waiting = list(Delivery.objects.filter(status=DeliveryStatus.WAITING))
    return _snapshot(waiting, recent_errors()) if waiting or may_move_idle() else None


def may_move_idle() -> bool:
    """Whether somebody idle stands elsewhere than at their only store; true once in a while only."""
    astray = Q(status=CourierStatus.RETURNING) | Q(status=CourierStatus.AVAILABLE, home_store_id=None)
    return Courier.objects.filter(astray).exists() and its_time("move", rules().least_seconds_between_moves)


def snapshot_with(deliveries: Sequence[Delivery], errors: tuple[float, ...] = ()) -> engine.Snapshot | None:
    """The present with these deliveries waiting too, for an estimate; None with nobody on shift."""
    ids = {delivery.id for delivery in deliveries}
    others = Delivery.objects.filter(status=DeliveryStatus.WAITING).exclude(id__in=ids)
    return _snapshot([*others, *deliveries], errors)


def _snapshot(waiting: Sequence[Delivery], errors: tuple[float, ...] = ()) -> engine.Snapshot | None:
    shifts = _shifts()
    if not shifts:
        return None
    market, stores = measured_rules(), {s.store_id: s for s in StorePlace.objects.all()}
    ids = [shift.courier_id for shift in shifts]
    excluded = excluded_pairs([delivery.id for delivery in waiting], ids)
    opened = open_runs([shift.courier for shift in shifts], waiting, excluded)
    couriers = _couriers(shifts, stores, market, opened)
    vehicles = {c.place: s.courier.vehicle for s in shifts for c in couriers if c.id == str(s.courier_id)}
    held = [delivery for run in opened.values() for delivery in run]
    return engine.Snapshot(
        now=minutes(now()),
        orders=tuple(engine_order(delivery) for delivery in [*waiting, *held]),
        couriers=tuple(couriers),
        stores=tuple(_store(store, demand) for store, demand in _with_demand(stores, market)),
        travel=RoadTravel(market.usual_vehicle, vehicles),
        parameters=engine_parameters(market),
        excluded=frozenset((str(order), str(courier)) for order, courier in excluded),
        residuals=errors,
    )


def recent_errors() -> tuple[float, ...]:
    """How far off the first plans for recent deliveries were, in minutes, oldest first; late is positive."""
    recent = (
        Delivery.objects.filter(status=DeliveryStatus.DELIVERED)
        .order_by("-finished_at")
        .values_list("finished_at", "first_expected_at")[: rules().residuals]
    )
    return tuple((at - expected).total_seconds() / 60 for at, expected in reversed(recent) if at)


def _shifts() -> list[Shift]:
    """The open shifts of couriers who are alive."""
    shifts = list(Shift.objects.filter(ended_at=None, courier__status__in=ON_SHIFT).select_related("courier"))
    dead = silent([shift.courier_id for shift in shifts], rules().dead_after_seconds)
    return [shift for shift in shifts if shift.courier_id not in dead]


def engine_order(delivery: Delivery) -> engine.Order:
    """The delivery as the engine sees it; food that is overdue is taken to be ready in a minute."""
    ready = minutes(delivery.ready_at)
    if not delivery.is_released:
        ready = max(ready, minutes(now()) + 1.0)
    return engine.Order(
        id=str(delivery.id),
        store=str(delivery.store_id),
        drop=engine.Place(delivery.lon, delivery.lat),
        placed=minutes(delivery.requested_at),
        ready=ready,
        promised=minutes(delivery.promised_to),
        bags=delivery.bags,
        courier=str(delivery.courier_id) if delivery.courier_id else None,
    )


def _store(store: StorePlace, demand: float) -> engine.Store:
    return engine.Store(str(store.store_id), _place(store), demand)


def _place(store: StorePlace) -> engine.Place:
    return engine.Place(store.lon, store.lat)


def _with_demand(stores: Mapping[UUID, StorePlace], market: Rules) -> list[tuple[StorePlace, float]]:
    since = now() - timedelta(minutes=market.demand_minutes)
    recent = Delivery.objects.filter(requested_at__gt=since).values_list("store_id").annotate(n=Count("id"))
    counts = dict(recent)
    return [(store, counts.get(key, 0) / market.demand_minutes) for key, store in stores.items()]


def open_runs(
    couriers: Sequence[Courier], waiting: Sequence[Delivery], excluded: Set[tuple[UUID, UUID]]
) -> dict[UUID, list[Delivery]]:
    """The runs that waiting orders may still join, by courier: all of a run in the rack, and room for each of them.

    A run that one of its store's waiting orders cannot join is closed: the engine is to find that order another one.
    """
    if not waiting:
        return {}
    carried = Delivery.objects.filter(courier__in=couriers, status__in=WITH_COURIER)
    asked = set(Offer.objects.filter(status=OfferStatus.PENDING).values_list("courier_id", flat=True))
    runs: dict[UUID, list[Delivery]] = defaultdict(list)
    for delivery in carried.order_by("stop", "id"):
        assert delivery.courier_id is not None
        runs[delivery.courier_id].append(delivery)
    return {
        courier.user_id: run
        for courier in couriers
        if (run := runs.get(courier.user_id))
        and courier.user_id not in asked
        and _may_all_join(courier, run, waiting, excluded)
    }


def _may_all_join(
    courier: Courier,
    run: Sequence[Delivery],
    waiting: Sequence[Delivery],
    excluded: Set[tuple[UUID, UUID]],
) -> bool:
    room = courier.capacity - sum(delivery.bags for delivery in run)
    here = [delivery for delivery in waiting if delivery.store_id == run[0].store_id]
    return all(delivery.status == DeliveryStatus.ASSIGNED for delivery in run) and all(
        delivery.bags <= room and (delivery.id, courier.user_id) not in excluded for delivery in here
    )


def _couriers(
    shifts: Sequence[Shift],
    stores: Mapping[UUID, StorePlace],
    market: Rules,
    opened: Mapping[UUID, Sequence[Delivery]],
) -> list[engine.Courier]:
    fixes = last_fixes(shift.courier_id for shift in shifts)
    plans = _plans([shift.courier_id for shift in shifts if shift.courier.status in BUSY])
    found = []
    for shift in shifts:
        place = _where(shift, fixes.get(shift.courier_id), stores, market)
        free_at = minutes(now())
        if run := opened.get(shift.courier_id):
            place, free_at = _on_the_way(shift.courier, place, stores[run[0].store_id], market)
        elif shift.courier.status in BUSY:
            place, free_at = plans.get(shift.courier_id, (place, free_at + 1.0))
            free_at = max(free_at, minutes(now()) + 1.0)
        if place is not None:
            found.append(_courier(shift, place, free_at))
    return found


def _courier(shift: Shift, place: engine.Place, free_at: float) -> engine.Courier:
    home = shift.courier.home_store_id
    return engine.Courier(
        id=str(shift.courier_id),
        place=place,
        free_at=free_at,
        off=minutes(shift.ends_at),
        capacity=shift.courier.capacity,
        idle_since=minutes(shift.courier.free_since),
        stores=frozenset({str(home)}) if home else None,
    )


def _where(
    shift: Shift, fix: Fix | None, stores: Mapping[UUID, StorePlace], market: Rules
) -> engine.Place | None:
    """The last fix, drawn to the store whose geofence holds it; the home store for who never sent one."""
    if fix is None:
        home = stores.get(shift.courier.home_store_id) if shift.courier.home_store_id else None
        return _place(home) if home else None
    for store in stores.values():
        if is_at_store(fix.point, fix.accuracy, store.point, market):
            return _place(store)
    return engine.Place(fix.lon, fix.lat)


def _on_the_way(
    courier: Courier, place: engine.Place | None, store: StorePlace, market: Rules
) -> tuple[engine.Place, float]:
    """The store of the accepted run, and when its courier is there; only who stands there gets more to carry."""
    if place is None or place == _place(store):
        return _place(store), minutes(now())
    drive = likely_seconds(LatLon(place.y, place.x), store.point, courier.vehicle, market)
    return _place(store), minutes(now()) + max(drive / 60, 0.1)


def _plans(courier_ids: Sequence[UUID]) -> dict[UUID, tuple[engine.Place, float]]:
    """Where and when the busy ones will be free: the last door of what they carry or are offered."""
    after = measured_rules().after_drop_seconds / 60
    carried = Delivery.objects.filter(courier_id__in=courier_ids, status__in=WITH_COURIER)
    offered = Offer.objects.filter(courier_id__in=courier_ids, status=OfferStatus.PENDING)
    ends = [
        *carried.values_list("courier_id", "expected_at", "lon", "lat"),
        *offered.values_list("courier_id", "drop_off_at", "delivery__lon", "delivery__lat"),
    ]
    plans: dict[UUID, tuple[engine.Place, float]] = {}
    for courier_id, at, lon, lat in sorted(ends, key=lambda end: end[1]):
        plans[courier_id] = (engine.Place(lon, lat), minutes(at) + after)
    return plans
