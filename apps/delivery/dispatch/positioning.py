"""Sends couriers without orders to wait where the next orders are likely."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from apps.delivery.dispatch.matching import Minutes
from apps.delivery.dispatch.types import Action, Courier, Decision, Place, Snapshot, Store

type Columns = NDArray[np.intp]


def preposition(snapshot: Snapshot, spare: Sequence[Courier]) -> list[Decision]:
    """Greedy moves of idle couriers; each must improve the coverage of all stores by the minimal gain."""
    settings = snapshot.parameters.positioning
    fleet = [courier for courier in spare if courier.off - snapshot.now > settings.least_shift_left]
    idle = [row for row, courier in enumerate(fleet) if courier.free_at <= snapshot.now]
    if not idle:
        return []
    coverage = _Coverage.of(snapshot, fleet)
    decisions: list[Decision] = []
    while len(decisions) < settings.moves_per_decision and (move := coverage.best_move(idle)) is not None:
        row, column = move
        idle.remove(row)
        coverage.move(row, column)
        arrival = snapshot.now + float(coverage.drive[row, column])
        store = coverage.stores[column].id
        decisions.append(Decision(fleet[row].id, Action.PREPOSITION, store, free_at=arrival))
    return decisions


@dataclass(slots=True)
class _Coverage:
    """How soon the couriers of a fleet (rows) could be at the stores (columns), in minutes from now."""

    snapshot: Snapshot
    stores: list[Store]
    weight: Minutes
    drive: Minutes
    between: Minutes
    reach: Minutes
    options: dict[int, tuple[Columns, Minutes]] = field(default_factory=dict)

    @classmethod
    def of(cls, snapshot: Snapshot, fleet: Sequence[Courier]) -> "_Coverage":
        stores = sorted(snapshot.stores, key=lambda store: store.id)
        places: list[Place] = [store.place for store in stores]
        weight = np.array([store.demand for store in stores]) + snapshot.parameters.positioning.prior_demand
        drive = np.asarray(snapshot.travel([c.place for c in fleet], places), dtype=np.float64)
        _bar_foreign_stores(drive, stores, fleet)
        between = np.asarray(snapshot.travel(places, places), dtype=np.float64)
        busy = np.maximum([c.free_at - snapshot.now for c in fleet], 0.0)
        return cls(snapshot, stores, weight / weight.sum(), drive, between, drive + busy[:, None])

    def best_move(self, idle: Sequence[int]) -> tuple[int, int] | None:
        """The (courier, store) with the largest gain in coverage, if any reaches the minimal gain."""
        nearest, second = self._two_nearest()
        now = float(self._badness(nearest))
        best, gain = None, self.snapshot.parameters.positioning.least_gain
        for row in idle:
            others = np.where(self.reach[row] <= nearest, second, nearest)
            targets, reach = self._options(row)
            gains = now - self._badness(np.minimum(others, reach))
            if targets.size and gains.max() > gain:
                best, gain = (row, int(targets[gains.argmax()])), float(gains.max())
        return best

    def move(self, row: int, column: int) -> None:
        self.reach[row] = self.between[column] + self.drive[row, column]

    def _options(self, row: int) -> tuple[Columns, Minutes]:
        """Where a courier could go, and how soon he could then be at each store."""
        if row not in self.options:
            targets = self._targets(row)
            self.options[row] = targets, self._reach_after(row, targets)
        return self.options[row]

    def _targets(self, row: int) -> Columns:
        limit = self.snapshot.parameters.positioning.nearest_stores
        columns = np.argsort(self.drive[row], kind="stable")[:limit]
        drive = self.drive[row, columns]
        return np.asarray(columns[(drive > 0) & np.isfinite(drive)])

    def _reach_after(self, row: int, targets: Columns) -> Minutes:
        """A courier cannot be called while he drives, but only once: part of the drive counts against its target."""
        weight = self.snapshot.parameters.positioning.drive_weight
        return np.asarray(self.between[targets] + weight * self.drive[row, targets][:, None])

    def _two_nearest(self) -> tuple[Minutes, Minutes]:
        if len(self.reach) == 1:
            return self.reach[0], np.full_like(self.reach[0], np.inf)
        nearest, second = np.partition(self.reach, 1, axis=0)[:2]
        return nearest, second

    def _badness(self, reach: Minutes) -> Minutes:
        capped = np.minimum(reach, self.snapshot.parameters.positioning.farthest)
        return np.asarray((self.weight * capped**2).sum(axis=-1))


def _bar_foreign_stores(drive: Minutes, stores: Sequence[Store], fleet: Sequence[Courier]) -> None:
    for row, courier in enumerate(fleet):
        if courier.stores is not None:
            drive[row, [store.id not in courier.stores for store in stores]] = np.inf
