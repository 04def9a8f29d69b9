"""Input and output of the dispatch engine. Times are minutes on any common axis."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from statistics import median
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray


class Place(NamedTuple):
    """A point in the coordinates of the snapshot's travel function, for example metres or (longitude, latitude)."""

    x: float
    y: float


class Travel(Protocol):
    """Minutes between places: one row per origin, one column per destination, infinity if there is no route."""

    def __call__(
        self, origins: Sequence[Place], destinations: Sequence[Place]
    ) -> Sequence[Sequence[float]] | NDArray[np.float64]: ...


@dataclass(frozen=True, slots=True)
class Store:
    """A pickup point. `demand` is the recent number of orders per minute, used to place idle couriers."""

    id: str
    place: Place
    demand: float = 0.0


@dataclass(frozen=True, slots=True)
class Order:
    """An order that was not picked up yet.

    `ready` is the kitchen's current estimate, or the actual time; `promised` the latest drop-off promised to
    the customer. `courier` accepted it: nobody else may carry it, but others of the store may still join the
    run.
    """

    id: str
    store: str
    drop: Place
    placed: float
    ready: float
    promised: float | None = None
    bags: int = 1
    courier: str | None = None


@dataclass(frozen=True, slots=True)
class Courier:
    """A courier who is, or will be, free at `place` from `free_at` on.

    For one who is driving, `place` and `free_at` are the end of the drive: a drive is never diverted. One at
    a store has exactly its place. For one carrying orders they are the last drop-off. No pickup happens after
    `off`. `capacity` counts bags. `idle_since` is when they last finished something; `stores` limits whom
    they work for (None: everybody).
    """

    id: str
    place: Place
    free_at: float
    off: float
    capacity: int = 1_000
    idle_since: float = 0.0
    stores: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Positioning:
    """When and where couriers without orders wait.

    The objective is the demand-weighted mean of the squared drive minutes from the nearest free courier to
    each store.
    """

    enabled: bool = True
    nearest_stores: int = 15
    moves_per_decision: int = 3
    least_gain: float = 0.2
    drive_weight: float = 0.5
    farthest: float = 30.0
    prior_demand: float = 1 / 120
    least_shift_left: float = 20.0


@dataclass(frozen=True, slots=True)
class Parameters:
    """Service times and the weights of the policy. Minutes, unless a field says otherwise.

    `horizon` and `courier_horizon` limit the plan to orders ready, and couriers free, that soon. A courier's
    minute is worth `minute_value` minutes of delay, plus `minute_value_slope` times the utilisation expected
    within `load_window` above `utilisation_knee`; one order is assumed to cost `work_per_order` minutes. With
    `relieved`, couriers whose shifts end within the window are assumed to be replaced by others who are not
    in the snapshot yet. `freshness` weighs waiting ready food on top of the delay itself, `drive_weight` the
    approach, `fairness` is the delay accepted per minute a courier has been idle; `overdue_weight` the
    priority per minute by which an order would miss its promise if it were picked up now. No order waits more
    than `max_hold` minutes in the rack for others of its run.
    """

    before_pickup: float = 2.0
    after_pickup: float = 2.0
    before_drop: float = 2.0
    after_drop: float = 2.0
    tick: float = 1.0
    horizon: float = 30.0
    courier_horizon: float = 60.0
    load_window: float = 60.0
    work_per_order: float = 17.0
    utilisation_knee: float = 0.9
    minute_value: float = 0.1
    minute_value_slope: float = 2.0
    minute_value_cap: float = 10.0
    relieved: bool = False
    max_bundle: int = 4
    max_hold: float = math.inf
    approach_cap: float = 15.0
    drive_weight: float = 0.05
    freshness: float = 0.5
    fairness: float = 0.0
    overdue_weight: float = 1.0
    positioning: Positioning = field(default_factory=Positioning)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything that a decision depends on.

    `excluded` holds the (order, courier) pairs that must not be matched again, such as declined offers.
    `residuals` are recent errors of plans, actual minus first planned drop-off (`Estimate.planned`).
    """

    now: float
    orders: tuple[Order, ...]
    couriers: tuple[Courier, ...]
    stores: tuple[Store, ...]
    travel: Travel
    parameters: Parameters = field(default_factory=Parameters)
    excluded: frozenset[tuple[str, str]] = frozenset()
    residuals: tuple[float, ...] = ()

    @property
    def slip(self) -> float:
        """How many minutes later than planned orders usually are; never negative."""
        return max(median(self.residuals), 0.0) if self.residuals else 0.0


class Action(StrEnum):
    """PICK_UP binds courier and orders; SEND drives to a store for orders that may still change; PREPOSITION
    for none.
    """

    PICK_UP = "pick_up"
    SEND = "send"
    PREPOSITION = "preposition"


@dataclass(frozen=True, slots=True)
class Decision:
    """Orders for one courier, to be carried out now; couriers without a decision stay where they are.

    `orders` are in drop-off sequence; `drop_offs` the planned times, one per order. `free_at` is the planned
    end of the run, or of the drive for PREPOSITION.
    """

    courier: str
    action: Action
    store: str
    orders: tuple[str, ...] = ()
    pickup_at: float | None = None
    drop_offs: tuple[float, ...] = ()
    free_at: float = 0.0


class Estimate(NamedTuple):
    """Minutes from now until the drop-off, with the window [low, high] around it; `planned` is uncorrected."""

    minutes: float
    low: float
    high: float
    planned: float
