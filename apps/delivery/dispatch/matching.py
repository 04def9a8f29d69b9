"""Pairs runs with couriers by one linear assignment."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from apps.delivery.dispatch.bundling import Bundle
from apps.delivery.dispatch.types import Courier, Snapshot, Store

type Minutes = NDArray[np.float64]
type Mask = NDArray[np.bool_]

ORDER_VALUE = 1_000.0
"""The value of serving one order now, in minutes of delay: more than any delay within a day's plan."""
IDLE_CAP = 60.0
FORBIDDEN = 1e7


@dataclass(frozen=True, slots=True)
class Board:
    """The couriers and stores of one decision: drives and arrivals are minutes, one row per courier."""

    couriers: tuple[Courier, ...]
    stores: tuple[Store, ...]
    drive: Minutes
    arrive: Minutes
    at_store: Mask


@dataclass(frozen=True, slots=True)
class Match:
    """A run, its courier and the pickup time; `drive` is None for a courier who is at the store."""

    bundle: Bundle
    courier: Courier
    store: Store
    pickup: float
    drive: float | None


def survey(snapshot: Snapshot, couriers: Sequence[Courier], stores: Sequence[Store]) -> Board:
    """The board of a decision. A drive starts when the courier is free, and not before now."""
    places = [store.place for store in stores]
    drive = np.asarray(snapshot.travel([c.place for c in couriers], places), dtype=np.float64)
    free = np.array([c.free_at for c in couriers])[:, None]
    here = np.array([c.place for c in couriers])[:, None, :]
    at_store = np.asarray((here == np.array(places)[None, :, :]).all(axis=2))
    drive = np.where(at_store, 0.0, drive)
    arrive = np.where(at_store, free, np.maximum(free, snapshot.now) + drive)
    return Board(tuple(couriers), tuple(stores), drive, arrive, at_store)


def match(snapshot: Snapshot, board: Board, bundles: Sequence[Bundle]) -> list[Match]:
    """The cheapest pairing; runs of several orders that nobody can take are split and matched with the
    remaining couriers.
    """
    matches = _assign(snapshot, board, bundles, range(len(board.couriers)))
    taken = {found.courier.id for found in matches}
    spare = [row for row, courier in enumerate(board.couriers) if courier.id not in taken]
    served = {found.bundle.orders[0].id for found in matches}
    rest = [b for b in bundles if b.orders[0].id not in served and len(b.orders) > 1 and b.courier is None]
    if spare and rest:
        singles = [single for bundle in rest for single in _split(snapshot, bundle)]
        matches += _assign(snapshot, board, singles, spare)
    return matches


def _split(snapshot: Snapshot, bundle: Bundle) -> list[Bundle]:
    after = snapshot.parameters.after_drop
    return [
        Bundle(bundle.store, (order,), order.ready, (direct,), (direct,), direct + after)
        for order, direct in zip(bundle.orders, bundle.direct, strict=True)
    ]


def _assign(snapshot: Snapshot, board: Board, bundles: Sequence[Bundle], rows: Sequence[int]) -> list[Match]:
    index = np.array(rows, dtype=np.intp)
    columns = [bundle.store for bundle in bundles]
    arrive, drive = board.arrive[np.ix_(index, columns)].T, board.drive[np.ix_(index, columns)].T
    pickup = pickup_times(snapshot, bundles, arrive)
    couriers = [board.couriers[row] for row in rows]
    allowed = _allowed(snapshot, board, bundles, couriers, pickup)
    cost = np.where(allowed, cost_of(snapshot, bundles, couriers, pickup, drive), FORBIDDEN)
    pairs = zip(*assigned(cost), strict=True)
    return [_match(board, bundles[b], rows[c], float(pickup[b, c])) for b, c in pairs if allowed[b, c]]


def assigned(cost: NDArray[np.float64]) -> tuple[list[int], list[int]]:
    """The rows and columns of the assignment of least cost."""
    from scipy.optimize import linear_sum_assignment  # a third of a process's start, which few processes need

    rows, columns = linear_sum_assignment(cost)
    return rows.tolist(), columns.tolist()


def _match(board: Board, bundle: Bundle, row: int, pickup: float) -> Match:
    drive = None if board.at_store[row, bundle.store] else float(board.drive[row, bundle.store])
    return Match(bundle, board.couriers[row], board.stores[bundle.store], pickup, drive)


def pickup_times(snapshot: Snapshot, bundles: Sequence[Bundle], arrive: Minutes) -> Minutes:
    """When each courier (column) could pick up each run (row)."""
    ready = np.array([bundle.ready for bundle in bundles])[:, None]
    earliest = np.maximum(arrive + snapshot.parameters.before_pickup, snapshot.now)
    return np.asarray(np.maximum(earliest, ready))


def cost_of(
    snapshot: Snapshot,
    bundles: Sequence[Bundle],
    couriers: Sequence[Courier],
    pickup: Minutes,
    drive: Minutes,
) -> Minutes:
    """Minutes of delay, plus the weighted minutes of driving, work and waiting food, minus the value of serving."""
    p, now = snapshot.parameters, snapshot.now
    size = np.array([float(len(bundle.orders)) for bundle in bundles])[:, None]
    ready = np.array([bundle.ready for bundle in bundles])[:, None]
    detour = np.array([bundle.detour for bundle in bundles])[:, None]
    duration = np.array([bundle.duration for bundle in bundles])[:, None]
    idle = np.array([min(max(now - courier.idle_since, 0.0), IDLE_CAP) for courier in couriers])[None, :]
    delay = size * (pickup - now) + detour
    waiting_food = size * (pickup - np.maximum(ready, now))
    work = drive + p.before_pickup + duration
    weighted = p.freshness * waiting_food + p.drive_weight * drive + p.minute_value * work - p.fairness * idle
    overdue = np.array([_overdue(bundle, now) for bundle in bundles])[:, None]
    return np.asarray(delay + weighted - ORDER_VALUE * size - p.overdue_weight * overdue)


def _overdue(bundle: Bundle, now: float) -> float:
    """Minutes its orders miss their promises by, in total, when carried alone from now."""
    return sum(
        max(0.0, now + direct - order.promised)
        for order, direct in zip(bundle.orders, bundle.direct, strict=True)
        if order.promised is not None
    )


def _allowed(
    snapshot: Snapshot, board: Board, bundles: Sequence[Bundle], couriers: Sequence[Courier], pickup: Minutes
) -> Mask:
    off = np.array([courier.off for courier in couriers])[None, :]
    bags = np.array([bags_of(snapshot, board, bundle) for bundle in bundles])[:, None]
    capacity = np.array([courier.capacity for courier in couriers])[None, :]
    allowed = np.asarray((pickup <= off) & np.isfinite(pickup) & (bags <= capacity))
    _forbid_foreign_stores(board, bundles, couriers, allowed)
    _forbid_excluded(snapshot, bundles, couriers, allowed)
    _forbid_broken_promises(bundles, pickup, snapshot.slip, allowed)
    _keep_accepted(bundles, couriers, allowed, pickup)
    return allowed


def bags_of(snapshot: Snapshot, board: Board, bundle: Bundle) -> int:
    """The bags a run needs. An order too large for everybody on shift counts as the largest available
    capacity, so that it is delivered at all.
    """
    if len(bundle.orders) > 1 or bundle.bags == 1:
        return bundle.bags
    (order,), store = bundle.orders, board.stores[bundle.store].id
    largest = max(
        (
            courier.capacity
            for courier in snapshot.couriers
            if courier.off >= snapshot.now
            and (courier.stores is None or store in courier.stores)
            and (order.id, courier.id) not in snapshot.excluded
        ),
        default=bundle.bags,
    )
    return min(bundle.bags, largest)


def _forbid_foreign_stores(
    board: Board, bundles: Sequence[Bundle], couriers: Sequence[Courier], allowed: Mask
) -> None:
    for column, courier in enumerate(couriers):
        if courier.stores is not None:
            allowed[:, column] &= [board.stores[bundle.store].id in courier.stores for bundle in bundles]


def _forbid_excluded(
    snapshot: Snapshot, bundles: Sequence[Bundle], couriers: Sequence[Courier], allowed: Mask
) -> None:
    if not snapshot.excluded:
        return
    rows = {order.id: row for row, bundle in enumerate(bundles) for order in bundle.orders}
    columns = {courier.id: column for column, courier in enumerate(couriers)}
    for order, courier in snapshot.excluded:
        if order in rows and courier in columns:
            allowed[rows[order], columns[courier]] = False


def _forbid_broken_promises(bundles: Sequence[Bundle], pickup: Minutes, slip: float, allowed: Mask) -> None:
    """No courier takes a run in which an order misses a promise that he would keep carrying it alone."""
    for row, bundle in enumerate(bundles):
        if len(bundle.orders) == 1:
            continue
        for order, after, direct in zip(bundle.orders, bundle.drop_after, bundle.direct, strict=True):
            if order.promised is not None:
                alone = pickup[row] - (bundle.ready - order.ready) + direct
                promised = order.promised - slip
                allowed[row] &= (pickup[row] + after <= promised) | (alone > promised)


def _keep_accepted(
    bundles: Sequence[Bundle], couriers: Sequence[Courier], allowed: Mask, pickup: Minutes
) -> None:
    """Who accepted orders takes them and nothing else; with orders at several stores, those ready first."""
    kept: set[str] = set()
    for row in sorted(range(len(bundles)), key=lambda row: bundles[row].ready):
        holder = bundles[row].courier
        if holder is None:
            continue
        mine = np.array([courier.id == holder for courier in couriers])
        if holder in kept:
            allowed[row] = False
            continue
        kept.add(holder)
        allowed[:, mine] = False
        allowed[row] = mine & np.isfinite(pickup[row])
