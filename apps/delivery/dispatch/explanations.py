"""Explains the engine's choice of a courier for an order by the figures it compares."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from apps.delivery.dispatch.bundling import Bundle, StoreTours
from apps.delivery.dispatch.matching import ORDER_VALUE, bags_of, cost_of, pickup_times, survey
from apps.delivery.dispatch.types import Courier, Order, Snapshot, Store


class Bar(StrEnum):
    """Why a courier of the store cannot take an order: excluded, or without room, time or a route."""

    EXCLUDED = "excluded"
    NO_ROOM = "no_room"
    SHIFT_ENDS = "shift_ends"
    NO_WAY = "no_way"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A courier for one order alone: the minutes of pick-up and drop-off, and the drive to the store.

    `cost` is what the engine minimises, in weighted minutes: delay, waiting food, driving and the courier's
    time.
    """

    courier: str
    pickup: float
    drop_off: float
    drive: float
    cost: float
    bar: Bar | None


def explain(snapshot: Snapshot, order_id: str) -> list[Candidate]:
    """The couriers of the order's store, eligible ones before others, the cheapest first."""
    order = next((order for order in snapshot.orders if order.id == order_id), None)
    store = next((store for store in snapshot.stores if order is not None and store.id == order.store), None)
    if order is None or store is None:
        return []
    able = (courier for courier in snapshot.couriers if courier.stores is None or store.id in courier.stores)
    couriers = sorted(able, key=lambda courier: courier.id)
    if not couriers:
        return []
    board, bundle = survey(snapshot, couriers, [store]), _alone(snapshot, order, store)
    pickup = pickup_times(snapshot, [bundle], board.arrive.T)
    drive = board.drive.T
    cost = (
        cost_of(snapshot, [bundle], couriers, pickup, np.where(np.isfinite(drive), drive, 0.0)) + ORDER_VALUE
    )
    room = bags_of(snapshot, board, bundle)
    found = [
        Candidate(
            courier=courier.id,
            pickup=float(at),
            drop_off=float(at) + bundle.drop_after[0],
            drive=float(there),
            cost=float(worth),
            bar=_bar(snapshot, courier, order, float(at), room),
        )
        for courier, at, there, worth in zip(couriers, pickup[0], drive[0], cost[0], strict=True)
    ]
    return sorted(found, key=lambda one: (one.bar is not None, one.cost, one.courier))


def _alone(snapshot: Snapshot, order: Order, store: Store) -> Bundle:
    places = [store.place, order.drop]
    legs = np.asarray(snapshot.travel(places, places), dtype=float).tolist()
    (direct,) = StoreTours(0, [order], legs, snapshot.parameters).direct
    return Bundle(0, (order,), order.ready, (direct,), (direct,), direct + snapshot.parameters.after_drop)


def _bar(snapshot: Snapshot, courier: Courier, order: Order, pickup: float, room: int) -> Bar | None:
    if (order.id, courier.id) in snapshot.excluded:
        return Bar.EXCLUDED
    if room > courier.capacity:
        return Bar.NO_ROOM
    if not np.isfinite(pickup):
        return Bar.NO_WAY
    return Bar.SHIFT_ENDS if pickup > courier.off else None
