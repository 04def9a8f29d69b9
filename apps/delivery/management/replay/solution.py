"""Writes solutions in the file format of the Meal Delivery Routing Problem."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

START = "0"


@dataclass(frozen=True, slots=True)
class Assignment:
    """A bundle assigned to a courier; minutes."""

    decided_at: int
    pickup: int
    courier: str
    orders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Drive:
    """A courier leaves `origin` for `destination`: ids of orders or restaurants, "0" for his start point."""

    courier: str
    departure: int
    origin: str
    destination: str


@dataclass(frozen=True, slots=True)
class OrderLine:
    """The outcome of an order; the last three are None if it was never delivered."""

    order: str
    placed: int
    ready: int
    pickup: int | None = None
    drop_off: int | None = None
    courier: str | None = None


@dataclass(frozen=True, slots=True)
class Solution:
    """A day as it was carried out. `promises` are (order, drop-off minute promised when it was placed)."""

    assignments: Sequence[Assignment]
    orders: Sequence[OrderLine]
    drives: Sequence[Drive]
    promises: Sequence[tuple[str, float]]


def write_solution(solution: Solution, directory: Path) -> None:
    """Four space-separated files with one header line each; creates the directory."""
    directory.mkdir(parents=True, exist_ok=True)
    _write(
        directory / "solution_info_assignments.txt",
        "assignment_time pickup_time courier orders",
        ((a.decided_at, a.pickup, a.courier, *a.orders) for a in solution.assignments),
    )
    _write(
        directory / "solution_info_orders.txt",
        "order placement_time ready_time pickup_time dropoff_time courier",
        ((o.order, o.placed, o.ready, o.pickup, o.drop_off, o.courier) for o in solution.orders),
    )
    _write(
        directory / "solution_info_couriers.txt",
        "courier departure_time origin destination",
        ((d.courier, d.departure, d.origin, d.destination) for d in solution.drives),
    )
    _write(
        directory / "solution_info_etas.txt",
        "order promised_dropoff_time",
        ((order, f"{promised:.2f}") for order, promised in solution.promises),
    )


def write_timing(seconds: Sequence[float], processor_seconds: Sequence[float], directory: Path) -> None:
    """timing.json: the durations of a run's decisions, in milliseconds; `cpu_` is processor time."""
    figures = {"decisions": len(seconds), **_figures("", seconds), **_figures("cpu_", processor_seconds)}
    (directory / "timing.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


def _figures(prefix: str, seconds: Sequence[float]) -> dict[str, float]:
    ascending = sorted(second * 1000 for second in seconds)
    last = len(ascending) - 1
    figures = {
        "mean_ms": sum(ascending) / len(ascending),
        "p50_ms": ascending[round(last * 0.5)],
        "p99_ms": ascending[round(last * 0.99)],
        "max_ms": ascending[last],
    }
    return {prefix + name: round(figure, 3) for name, figure in figures.items()}


def _write(path: Path, header: str, lines: Iterable[tuple[object, ...]]) -> None:
    text = [header, *(" ".join(str(word) for word in line if word is not None) for line in lines)]
    path.write_text("\n".join(text) + "\n", encoding="utf-8")
