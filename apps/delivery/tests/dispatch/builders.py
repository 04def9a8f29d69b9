"""A flat town for the engine's tests: one unit of distance is one minute."""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from apps.delivery.dispatch.types import Courier, Order, Parameters, Place, Positioning, Snapshot, Store

STAY = Positioning(enabled=False)
QUIET = Parameters(positioning=STAY)
BUSY = replace(QUIET, minute_value=5.0)
"""A courier's minute is worth five minutes of delay, so orders share runs."""


def straight(origins: Sequence[Place], destinations: Sequence[Place]) -> list[list[float]]:
    return [[float(math.ceil(math.dist(a, b))) for b in destinations] for a in origins]


def store(name: str, x: float = 0, y: float = 0, demand: float = 0.0) -> Store:
    return Store(name, Place(x, y), demand)


def order(name: str, at: str, x: float, y: float = 0, ready: float = 0, **more: Any) -> Order:
    return Order(name, at, Place(x, y), placed=0, ready=ready, **more)


def courier(
    name: str, x: float = 0, y: float = 0, free_at: float = 0, off: float = 600, **more: Any
) -> Courier:
    return Courier(name, Place(x, y), free_at, off, **more)


def snapshot(
    orders: Sequence[Order], couriers: Sequence[Courier], stores: Sequence[Store], **more: Any
) -> Snapshot:
    settings = {"now": 0.0, "travel": straight, "parameters": QUIET} | more
    return Snapshot(orders=tuple(orders), couriers=tuple(couriers), stores=tuple(stores), **settings)
