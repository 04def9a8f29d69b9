"""The estimated drop-off of an order when it is placed."""

from collections.abc import Sequence
from dataclasses import replace

from apps.delivery.dispatch.engine import plan, planned_couriers
from apps.delivery.dispatch.matching import Match
from apps.delivery.dispatch.types import Courier, Estimate, Order, Parameters, Snapshot

RUNS_AHEAD = 4


def earliest_drop(order: Order, drive: float, parameters: Parameters) -> float:
    """The drop-off if a courier is there when the order is ready and drives straight to the door."""
    return order.ready + parameters.after_pickup + drive + parameters.before_drop


def eta(snapshot: Snapshot, order: Order) -> Estimate:
    """The drop-off in the plan that includes the order, corrected by the errors of recent estimates.

    The window is the P20 to P80 of those errors. An order that the plan has no courier for yet is planned
    after its runs; if that finds nobody either, the earliest possible drop-off is returned.
    """
    return etas(snapshot, (order,))[order.id]


def etas(snapshot: Snapshot, orders: Sequence[Order]) -> dict[str, Estimate]:
    """The same for several orders by id, from one plan that includes them all."""
    planned = _planned_drops(snapshot, orders)
    errors = sorted(snapshot.residuals)
    drops = {
        order.id: planned[order.id] if order.id in planned else _direct_drop(snapshot, order)
        for order in orders
    }
    return {name: _around(max(drop - snapshot.now, 0.0), errors) for name, drop in drops.items()}


def _planned_drops(snapshot: Snapshot, orders: Sequence[Order]) -> dict[str, float]:
    asked = {order.id for order in orders}
    waiting = (*(other for other in snapshot.orders if other.id not in asked), *orders)
    horizon = max([snapshot.parameters.horizon, *(order.ready - snapshot.now for order in orders)])
    parameters = replace(snapshot.parameters, horizon=horizon)
    couriers = planned_couriers(snapshot)
    planned: dict[str, float] = {}
    for _ in range(RUNS_AHEAD):
        town = replace(snapshot, orders=waiting, parameters=parameters)
        matches = plan(town, couriers) if couriers else []
        for found in matches:
            planned |= _drops(found)
        if not matches or asked <= planned.keys():
            break
        waiting = tuple(other for other in waiting if other.id not in planned)
        couriers = _after_runs(couriers, matches)
    return planned


def _drops(found: Match) -> dict[str, float]:
    bundle = found.bundle
    return {
        order.id: found.pickup + after for order, after in zip(bundle.orders, bundle.drop_after, strict=True)
    }


def _after_runs(couriers: Sequence[Courier], matches: Sequence[Match]) -> list[Courier]:
    """The couriers when and where their planned runs end."""
    runs = {found.courier.id: found for found in matches}
    return [
        replace(courier, place=run.bundle.orders[-1].drop, free_at=run.pickup + run.bundle.duration)
        if (run := runs.get(courier.id))
        else courier
        for courier in couriers
    ]


def _direct_drop(snapshot: Snapshot, order: Order) -> float:
    store = next(store for store in snapshot.stores if store.id == order.store)
    drive = float(snapshot.travel([store.place], [order.drop])[0][0])
    soonest = replace(order, ready=max(order.ready, snapshot.now))
    return earliest_drop(soonest, drive, snapshot.parameters)


def _around(minutes: float, errors: Sequence[float]) -> Estimate:
    if not errors:
        return Estimate(minutes, minutes, minutes, minutes)
    low, middle, high = (_percentile(errors, share) for share in (0.2, 0.5, 0.8))
    return Estimate(
        max(minutes + middle, 0.0), max(minutes + low, 0.0), max(minutes + high, 0.0), planned=minutes
    )


def _percentile(ascending: Sequence[float], share: float) -> float:
    """Linear interpolation between the closest ranks."""
    rank = (len(ascending) - 1) * share
    below = int(rank)
    above = min(below + 1, len(ascending) - 1)
    return ascending[below] + (ascending[above] - ascending[below]) * (rank - below)
