"""Simple policies for comparison with the engine. Both decide at once and never bundle."""

import numpy as np

from apps.delivery.dispatch.matching import FORBIDDEN, Minutes, assigned
from apps.delivery.dispatch.types import Action, Courier, Decision, Order, Snapshot, Store


def nearest_idle(snapshot: Snapshot) -> tuple[Decision, ...]:
    """First come, first served: each order gets the idle courier with the shortest drive to its store."""
    orders = sorted(snapshot.orders, key=lambda order: (order.placed, order.id))
    couriers = _idle(snapshot)
    decisions: list[Decision] = []
    stores = {store.id: store for store in snapshot.stores}
    for order in orders:
        if not couriers:
            break
        pickup = _pickups(snapshot, [order], couriers, stores)[0]
        drive = _drives(snapshot, [order], couriers, stores)[0]
        drive[pickup > [courier.off for courier in couriers]] = np.inf
        column = int(drive.argmin())
        if np.isfinite(drive[column]):
            decisions.append(_bind(snapshot, order, couriers.pop(column), stores, float(pickup[column])))
    return tuple(decisions)


def one_to_one(snapshot: Snapshot) -> tuple[Decision, ...]:
    """Each minute the matching of waiting orders and idle couriers with the least sum of pickup times."""
    orders = sorted(snapshot.orders, key=lambda order: order.id)
    couriers = _idle(snapshot)
    if not orders or not couriers:
        return ()
    stores = {store.id: store for store in snapshot.stores}
    pickup = _pickups(snapshot, orders, couriers, stores)
    late = pickup > np.array([courier.off for courier in couriers])[None, :]
    cost = np.where(late, FORBIDDEN, pickup - snapshot.now)
    pairs = zip(*assigned(cost), strict=True)
    return tuple(
        _bind(snapshot, orders[row], couriers[column], stores, float(pickup[row, column]))
        for row, column in pairs
        if not late[row, column]
    )


def _idle(snapshot: Snapshot) -> list[Courier]:
    idle = (c for c in snapshot.couriers if c.free_at <= snapshot.now <= c.off)
    return sorted(idle, key=lambda courier: courier.id)


def _drives(
    snapshot: Snapshot, orders: list[Order], couriers: list[Courier], stores: dict[str, Store]
) -> Minutes:
    """Minutes from each courier (column) to the store of each order (row)."""
    places = [stores[order.store].place for order in orders]
    drives = snapshot.travel([courier.place for courier in couriers], places)
    return np.asarray(drives, dtype=np.float64).T.copy()


def _pickups(
    snapshot: Snapshot, orders: list[Order], couriers: list[Courier], stores: dict[str, Store]
) -> Minutes:
    arrive = snapshot.now + _drives(snapshot, orders, couriers, stores)
    ready = np.array([order.ready for order in orders])[:, None]
    return np.asarray(np.maximum(arrive + snapshot.parameters.before_pickup, ready))


def _bind(
    snapshot: Snapshot, order: Order, courier: Courier, stores: dict[str, Store], pickup: float
) -> Decision:
    p = snapshot.parameters
    drive = float(snapshot.travel([stores[order.store].place], [order.drop])[0][0])
    drop = pickup + p.after_pickup + drive + p.before_drop
    return Decision(
        courier.id, Action.PICK_UP, order.store, (order.id,), pickup, (drop,), drop + p.after_drop
    )
