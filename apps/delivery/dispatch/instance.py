"""Reads instances of the public Meal Delivery Routing Problem (Reyes et al. 2018)."""

import csv
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from apps.delivery.dispatch.types import Courier, Order, Parameters, Place, Store


@dataclass(frozen=True, slots=True)
class Instance:
    """One day. A courier's `free_at` is when his shift starts; times are whole minutes, places metres."""

    orders: tuple[Order, ...]
    couriers: tuple[Courier, ...]
    stores: tuple[Store, ...]
    metres_per_minute: float
    before_pickup: int
    before_drop: int

    def parameters(self) -> Parameters:
        """The engine's defaults with the service times of the instance, half before and half after each event."""
        return Parameters(
            before_pickup=self.before_pickup,
            after_pickup=self.before_pickup,
            before_drop=self.before_drop,
            after_drop=self.before_drop,
        )


@dataclass(frozen=True, slots=True)
class StraightLine:
    """Whole minutes along straight lines, rounded up."""

    metres_per_minute: float

    def __call__(self, origins: Sequence[Place], destinations: Sequence[Place]) -> NDArray[np.float64]:
        a = np.array(origins, dtype=np.float64).reshape(-1, 1, 2)
        b = np.array(destinations, dtype=np.float64).reshape(1, -1, 2)
        metres = np.sqrt((b[..., 0] - a[..., 0]) ** 2 + (b[..., 1] - a[..., 1]) ** 2)
        return np.ceil(metres / self.metres_per_minute)


def read_instance(directory: Path) -> Instance:
    """The instance in a directory of tab-separated files; KeyError or ValueError when a column does not fit."""
    parameters = _rows(directory / "instance_parameters.txt")[0]
    return Instance(
        orders=tuple(_order(row) for row in _rows(directory / "orders.txt")),
        couriers=tuple(_courier(row) for row in _rows(directory / "couriers.txt")),
        stores=tuple(Store(row["restaurant"], _place(row)) for row in _rows(directory / "restaurants.txt")),
        metres_per_minute=float(parameters["meters_per_minute"]),
        before_pickup=_half(parameters["pickup service minutes"]),
        before_drop=_half(parameters["dropoff service minutes"]),
    )


def _rows(path: Path) -> list[dict[str, str]]:
    """The rows by column name; a byte order mark, padding and empty lines say nothing."""
    with path.open(newline="", encoding="utf-8-sig") as file:
        head, *rows = [[cell.strip() for cell in row] for row in csv.reader(file, delimiter="\t")] or [[]]
    return [dict(zip(head, row, strict=False)) for row in rows if any(row)]


def _whole(text: str) -> int:
    return int(float(text))


def _half(text: str) -> int:
    """Half of some service minutes, rounded up to keep all times whole."""
    return math.ceil(float(text) / 2)


def _place(row: dict[str, str]) -> Place:
    return Place(_whole(row["x"]), _whole(row["y"]))


def _order(row: dict[str, str]) -> Order:
    placed, ready = _whole(row["placement_time"]), _whole(row["ready_time"])
    return Order(row["order"], row["restaurant"], _place(row), placed, ready)


def _courier(row: dict[str, str]) -> Courier:
    on, off = _whole(row["on_time"]), _whole(row["off_time"])
    return Courier(row["courier"], _place(row), on, off, idle_since=on)
