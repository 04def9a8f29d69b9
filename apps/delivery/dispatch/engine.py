"""The courier dispatch policy: a rolling horizon, planned again at every decision."""

from collections.abc import Sequence

import numpy as np

from apps.delivery.dispatch.bundling import Bundle, Economy, StoreTours, bundle_orders
from apps.delivery.dispatch.matching import Board, Match, match, survey
from apps.delivery.dispatch.positioning import preposition
from apps.delivery.dispatch.types import Action, Courier, Decision, Order, Snapshot


def decide(snapshot: Snapshot) -> tuple[Decision, ...]:
    """The decisions for couriers who are free now.

    Pure: equal snapshots give equal decisions, whatever the order of their elements. A pickup is decided in
    the minute it happens and a drive when it has to start; until then the plan stays open.
    """
    couriers = planned_couriers(snapshot)
    if not couriers:
        return ()
    matches = plan(snapshot, couriers)
    decisions = [decision for found in matches if (decision := _due(snapshot, found)) is not None]
    if snapshot.parameters.positioning.enabled:
        planned = {found.courier.id for found in matches}
        decisions += preposition(snapshot, [courier for courier in couriers if courier.id not in planned])
    return tuple(decisions)


def plan(snapshot: Snapshot, couriers: Sequence[Courier]) -> list[Match]:
    """The best known pairing of orders and couriers."""
    horizon = snapshot.now + snapshot.parameters.horizon
    orders = sorted(
        (o for o in snapshot.orders if o.ready <= horizon or o.courier), key=lambda order: order.id
    )
    if not orders:
        return []
    wanted = {order.store for order in orders}
    stores = sorted((store for store in snapshot.stores if store.id in wanted), key=lambda store: store.id)
    board = survey(snapshot, couriers, stores)
    value = minute_value(snapshot)
    bundles = [
        run for column in range(len(stores)) for run in _bundles(snapshot, board, column, orders, value)
    ]
    return match(snapshot, board, bundles)


def minute_value(snapshot: Snapshot) -> float:
    """The value of a courier's minute in minutes of delay, which grows with the load expected for the next hour."""
    p = snapshot.parameters
    demand = sum(store.demand for store in snapshot.stores) * p.load_window
    until = snapshot.now + p.load_window
    ends = [until if p.relieved else min(c.off, until) for c in snapshot.couriers]
    supply = sum(
        max(0.0, end - max(c.free_at, snapshot.now)) for c, end in zip(snapshot.couriers, ends, strict=True)
    )
    utilisation = p.work_per_order * (len(snapshot.orders) + demand) / max(supply, 1.0)
    value = p.minute_value + p.minute_value_slope * max(0.0, utilisation - p.utilisation_knee)
    return min(value, p.minute_value_cap)


def planned_couriers(snapshot: Snapshot) -> list[Courier]:
    """The couriers a plan can use: free within the horizon and before the end of their shift."""
    horizon = snapshot.now + snapshot.parameters.courier_horizon
    on_shift = (c for c in snapshot.couriers if c.off >= snapshot.now and c.free_at <= min(horizon, c.off))
    return sorted(on_shift, key=lambda courier: courier.id)


def _bundles(
    snapshot: Snapshot, board: Board, column: int, orders: Sequence[Order], value: float
) -> list[Bundle]:
    p, store = snapshot.parameters, board.stores[column]
    here = [order for order in orders if order.store == store.id]
    places = [store.place, *(order.drop for order in here)]
    tours = StoreTours(column, here, np.asarray(snapshot.travel(places, places), dtype=float).tolist(), p)
    first = float(board.arrive[:, column].min())
    approach = min(p.approach_cap, max(0.0, first - snapshot.now)) + p.before_pickup + p.after_pickup
    earliest = max(snapshot.now, first + p.before_pickup)
    return bundle_orders(tours, Economy(snapshot.now, earliest, approach, value, snapshot.slip))


def _due(snapshot: Snapshot, found: Match) -> Decision | None:
    """The decision a match asks for before the next tick, if any."""
    next_tick = snapshot.now + snapshot.parameters.tick
    if found.courier.free_at > snapshot.now:
        return None
    if found.drive is None:
        return _decision(Action.PICK_UP, found) if found.pickup < next_tick else None
    leave = found.bundle.ready - snapshot.parameters.before_pickup - found.drive
    return _decision(Action.SEND, found) if leave < next_tick else None


def _decision(action: Action, found: Match) -> Decision:
    return Decision(
        courier=found.courier.id,
        action=action,
        store=found.store.id,
        orders=tuple(order.id for order in found.bundle.orders),
        pickup_at=found.pickup,
        drop_offs=tuple(found.pickup + after for after in found.bundle.drop_after),
        free_at=found.pickup + found.bundle.duration,
    )
