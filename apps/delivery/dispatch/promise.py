"""When an order will be at the door, told when it is placed."""

from collections.abc import Sequence

from apps.delivery.dispatch.types import Estimate, Order, Parameters, Snapshot


def earliest_drop(order: Order, drive: float, parameters: Parameters) -> float:
    """The drop-off of an order whose courier is there when it is ready and drives straight to the door."""
    return order.ready + parameters.after_pickup + drive + parameters.before_drop


def eta(snapshot: Snapshot, order: Order) -> Estimate:
    """The earliest drop-off plus what recent orders took beyond theirs, and the P20 to P80 window around it."""
    store = next(store for store in snapshot.stores if store.id == order.store)
    drive = float(snapshot.travel([store.place], [order.drop])[0][0])
    earliest = earliest_drop(order, drive, snapshot.parameters) - snapshot.now
    recent = sorted(snapshot.residuals)
    if not recent:
        return Estimate(earliest, earliest, earliest)
    usual = sum(recent) / len(recent)
    return Estimate(
        earliest + usual, earliest + _percentile(recent, 0.2), earliest + _percentile(recent, 0.8)
    )


def _percentile(ascending: Sequence[float], share: float) -> float:
    """Linear interpolation between the closest ranks."""
    rank = (len(ascending) - 1) * share
    below = int(rank)
    above = min(below + 1, len(ascending) - 1)
    return ascending[below] + (ascending[above] - ascending[below]) * (rank - below)
