"""The input of the dispatch engine: one rule for the live dispatcher and for simulated nights.

Times are minutes since 1970, places (longitude, latitude).
"""

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime

from apps.delivery.dispatch import types as engine
from apps.delivery.domain.engine_parameters import engine_parameters
from apps.delivery.domain.eta import kitchen_seconds, minutes
from apps.delivery.domain.geofence import LatLon, is_at_store
from apps.delivery.domain.offers import CourierOnShift, OpenDelivery, Pair, may_all_join
from apps.delivery.domain.rules import Rules
from apps.delivery.domain.states import CourierStatus
from apps.geo.contract.estimates import estimate_drive
from apps.geo.contract.types import Profile

OVERDUE_MINUTES = 1.0
"""A courier late on the road is expected in this many minutes."""
MIN_DRIVE_MINUTES = 0.1
ON_SHIFT = frozenset(CourierStatus) - {CourierStatus.OFFLINE, CourierStatus.BREAK}
BUSY = frozenset({CourierStatus.OFFERED, CourierStatus.ON_RUN})

type TravelBy = Callable[[Mapping[engine.Place, str]], engine.Travel]
"""Creates the travel function for couriers' places with their vehicles."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """The current facts: waiting deliveries, couriers on shift, stores and their recent numbers of orders.

    `excluded` are the pairs not to be offered again, `errors` the errors of recent first plans, in minutes.
    """

    at: datetime
    waiting: Sequence[OpenDelivery]
    couriers: Sequence[CourierOnShift]
    stores: Mapping[str, engine.Place]
    recent_orders: Mapping[str, int]
    excluded: Set[Pair] = frozenset()
    errors: Sequence[float] = ()


def engine_snapshot(present: Present, market: Rules, travel_by: TravelBy) -> engine.Snapshot:
    """The engine's input for the current facts. Other orders may join an accepted run that is still in the rack."""
    waiting = present.waiting
    opened = {
        c.id
        for c in present.couriers
        if waiting and may_all_join(c, waiting, present.excluded) and c.carried[0].store in present.stores
    }
    found = [(c, _engine_courier(c, c.id in opened, present, market)) for c in present.couriers]
    known = [(courier, seen) for courier, seen in found if seen is not None]
    held = [delivery for courier in present.couriers if courier.id in opened for delivery in courier.carried]
    return engine.Snapshot(
        now=minutes(present.at),
        orders=tuple(engine_order(delivery, present.at) for delivery in [*waiting, *held]),
        couriers=tuple(seen for _, seen in known),
        stores=tuple(
            engine.Store(key, place, present.recent_orders.get(key, 0) / market.demand_minutes)
            for key, place in present.stores.items()
        ),
        travel=travel_by(_vehicles(known, set(present.stores.values()))),
        parameters=engine_parameters(market),
        excluded=frozenset(present.excluded),
        residuals=tuple(present.errors),
    )


def _vehicles(
    known: Sequence[tuple[CourierOnShift, engine.Courier]], stores: Set[engine.Place]
) -> dict[engine.Place, str]:
    """The vehicle at each courier's place. From a store, runs are driven by whoever takes them."""
    return {seen.place: courier.vehicle for courier, seen in known if seen.place not in stores}


def engine_order(delivery: OpenDelivery, at: datetime) -> engine.Order:
    """The delivery as an order of the engine."""
    ready = minutes(delivery.ready_at)
    if not delivery.is_released:
        ready = minutes(at) + kitchen_seconds(delivery.ready_at, at, is_released=False) / 60
    return engine.Order(
        id=delivery.id,
        store=delivery.store,
        drop=delivery.door,
        placed=minutes(delivery.requested_at),
        ready=ready,
        promised=minutes(delivery.promised_to),
        bags=delivery.bags,
        courier=delivery.courier,
    )


def _engine_courier(
    courier: CourierOnShift, is_open: bool, present: Present, market: Rules
) -> engine.Courier | None:
    place, free_at = free_from(courier, is_open, present.stores, present.at, market)
    if place is None:
        return None
    return engine.Courier(
        id=courier.id,
        place=place,
        free_at=free_at,
        off=minutes(courier.ends_at),
        capacity=courier.capacity,
        idle_since=minutes(courier.free_since),
        stores=frozenset({courier.home}) if courier.home else None,
    )


def free_from(
    courier: CourierOnShift,
    is_open: bool,
    stores: Mapping[str, engine.Place],
    at: datetime,
    market: Rules,
) -> tuple[engine.Place | None, float]:
    """The courier's next free place and time.

    With an open run, at its store once there; else at the last door carried or offered; else here and now.
    """
    present = minutes(at)
    if is_open:
        store = stores[courier.carried[0].store]
        return store, present + _drive_minutes(courier, store)
    if courier.status not in BUSY:
        return courier.place, present
    ends = [*((delivery.expected_at, delivery.door) for delivery in courier.carried), *courier.offered]
    if not ends:
        return courier.place, present + OVERDUE_MINUTES
    last, door = max(ends, key=lambda end: end[0])
    return door, max(minutes(last) + market.after_drop_seconds / 60, present + OVERDUE_MINUTES)


def _drive_minutes(courier: CourierOnShift, store: engine.Place) -> float:
    """The drive to the store; 0 only for who stands there: nobody else gets more to carry yet."""
    if courier.place is None or courier.place == store:
        return 0.0
    profile: Profile = "car" if courier.vehicle == "car" else "bicycle"
    drive = estimate_drive(_latlon(courier.place), _latlon(store), profile)
    return max(drive.seconds / 60, MIN_DRIVE_MINUTES)


def last_place(
    fix: LatLon, accuracy: float, stores: Mapping[str, engine.Place], market: Rules
) -> engine.Place:
    """The place of a fix: the store whose geofence contains it, else its own coordinates."""
    for store in stores.values():
        if is_at_store(fix, accuracy, _latlon(store), market):
            return store
    return engine.Place(fix.lon, fix.lat)


def may_wait_elsewhere(status: CourierStatus, home: str | None) -> bool:
    """Whether an idle courier could wait at a better place than their current one or destination."""
    return status == CourierStatus.RETURNING or (status == CourierStatus.AVAILABLE and home is None)


def _latlon(place: engine.Place) -> LatLon:
    return LatLon(place.y, place.x)
