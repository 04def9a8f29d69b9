"""Reads instances of the public Meal Delivery Routing Problem (Reyes et al. 2018)."""

import csv
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from apps.delivery.dispatch.types import Courier, Order, Parameters, Place, Store

LATEST = 31 * 24 * 60
"""Minutes from midnight beyond which a time is invalid."""
COLUMNS = {
    "orders.txt": ("order", "x", "y", "placement_time", "restaurant", "ready_time"),
    "couriers.txt": ("courier", "x", "y", "on_time", "off_time"),
    "restaurants.txt": ("restaurant", "x", "y"),
    "instance_parameters.txt": ("meters_per_minute", "pickup service minutes", "dropoff service minutes"),
}


class BadInstanceError(ValueError):
    """An error in an instance, with file and line."""


@dataclass(frozen=True, slots=True)
class Instance:
    """One day. A courier's `free_at` is the start of the shift; times are whole minutes, places metres."""

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
    """The instance in a directory of tab-separated files. BadInstanceError, with the file and the line."""
    orders, couriers, stores, parameters = (list(_rows(directory / name)) for name in COLUMNS)
    if not parameters:
        raise BadInstanceError("instance_parameters.txt: there is no line below the names of the columns")
    known = {row.name("restaurant") for row in stores}
    for rows, column in ((orders, "order"), (couriers, "courier"), (stores, "restaurant")):
        _require_unique(rows, column)
    return Instance(
        orders=tuple(_order(row, known) for row in orders),
        couriers=tuple(_courier(row) for row in couriers),
        stores=tuple(Store(row.name("restaurant"), row.place()) for row in stores),
        metres_per_minute=parameters[0].positive("meters_per_minute"),
        before_pickup=parameters[0].half("pickup service minutes"),
        before_drop=parameters[0].half("dropoff service minutes"),
    )


@dataclass(frozen=True, slots=True)
class _Row:
    """A line's cells by column; every reading raises BadInstanceError for what cannot be."""

    where: str
    cells: Mapping[str, str]

    def bad(self, column: str, what: str) -> BadInstanceError:
        return BadInstanceError(f"{self.where}: {column} {what}: {self.cells.get(column, '')!r}")

    def name(self, column: str) -> str:
        """An id; solutions are separated by spaces."""
        name = self.cells.get(column, "")
        if len(name.split()) != 1:
            raise self.bad(column, "is no id")
        return name

    def number(self, column: str) -> float:
        try:
            number = float(self.cells[column])
        except (KeyError, ValueError):
            raise self.bad(column, "is no number") from None
        if not math.isfinite(number):
            raise self.bad(column, "is not finite")
        return number

    def positive(self, column: str) -> float:
        number = self.number(column)
        if number <= 0:
            raise self.bad(column, "is not above zero")
        return number

    def half(self, column: str) -> int:
        """Half of some service minutes, rounded up to keep all times whole."""
        number = self.number(column)
        if not 0 <= number <= LATEST:
            raise self.bad(column, "is no duration")
        return math.ceil(number / 2)

    def minute(self, column: str) -> int:
        minute = int(self.number(column))
        if abs(minute) > LATEST:
            raise self.bad(column, "is not a minute of the day")
        return minute

    def place(self) -> Place:
        return Place(int(self.number("x")), int(self.number("y")))


def _rows(path: Path) -> Iterator[_Row]:
    """The rows; a byte order mark, padding, empty lines and other columns say nothing."""
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            reader = csv.reader(file, delimiter="\t")
            lines = [(reader.line_num, [cell.strip() for cell in row]) for row in reader]
    except OSError as error:
        raise BadInstanceError(f"{path.name}: {error.strerror}") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise BadInstanceError(f"{path.name}: {error}"[:200]) from error
    filled = [(number, cells) for number, cells in lines if any(cells)]
    head = filled[0][1] if filled else []
    if missing := [column for column in COLUMNS[path.name] if column not in head]:
        raise BadInstanceError(f"{path.name}: there is no column {', '.join(missing)}")
    for number, cells in filled[1:]:
        yield _Row(f"{path.name}, line {number}", dict(zip(head, cells, strict=False)))


def _require_unique(rows: Sequence[_Row], column: str) -> None:
    counts = Counter(row.name(column) for row in rows)
    for row in rows:
        if counts[row.name(column)] > 1:
            raise row.bad(column, "is there more than once")


def _order(row: _Row, known: set[str]) -> Order:
    store = row.name("restaurant")
    if store not in known:
        raise row.bad("restaurant", "is not in restaurants.txt")
    placed, ready = row.minute("placement_time"), row.minute("ready_time")
    return Order(row.name("order"), store, row.place(), placed, ready)


def _courier(row: _Row) -> Courier:
    on, off = row.minute("on_time"), row.minute("off_time")
    return Courier(row.name("courier"), row.place(), on, off, idle_since=on)
