"""Which seats a sale is promised: of its own quarter for an order ahead, else of the first that has room."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from apps.delivery.contract.windows import Window
from apps.orders.contract.errors import SlotFull
from apps.orders.domain.eta import Plan
from apps.orders.domain.seats import (
    MAX_DELAY,
    OF_SEATS,
    Taken,
    due_in_oven,
    first_delay,
    fits_oven,
    later,
    oven_seats,
    oven_size,
    quarter_of,
    seats_in,
)
from apps.orders.models import Order
from apps.orders.quotes.timing import Timing
from apps.orders.reservations.slots import is_free
from apps.stores.contract.types import Kitchen, Slot

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Seating:
    """The window and the plan with the wait for a seat, and what an order keeps of it."""

    window: Window
    plan: Plan
    terms: dict[str, Any]

    @property
    def moved(self) -> timedelta:
        """How long the order waits for its seats."""
        minutes: int = self.terms.get("moved_minutes", 0)
        return minutes * MINUTE


def seated(
    timing: Timing, window: Window, plan: Plan, pizzas: int, kitchen: Kitchen, taken: Taken
) -> Seating:
    """The first seats there are, not taken yet; none where all are taken for hours. SlotFull for an order ahead."""
    size = oven_size(kitchen)
    due = due_in_oven(window, plan, timing.at)
    if timing.slot is not None:
        fits = fits_oven(oven_seats(due, pizzas, size), taken, size)
        if not (fits and is_free(timing.slot, timing.use, pizzas)):
            raise SlotFull(starts_at=window.start.isoformat())
        return Seating(window, plan, {"slot": _limits(timing.slot), "due": due.isoformat()})
    delay = first_delay(window, due, pizzas, size, taken, timing.opening.limited)
    if delay is None:
        return Seating(*later(window, plan, MAX_DELAY), {"moved_minutes": MAX_DELAY // MINUTE})
    return _moved(window, plan, due, delay, timing)


def _moved(window: Window, plan: Plan, due: datetime, delay: timedelta, timing: Timing) -> Seating:
    window, plan = later(window, plan, delay)
    terms: dict[str, Any] = {"due": (due + delay).isoformat(), "moved_minutes": delay // MINUTE}
    start = quarter_of(window.start)
    if limit := next((slot for slot in timing.opening.limited if slot.start == start), None):
        terms["slot"] = _limits(limit)
    return Seating(window, plan, terms)


def kept_by(order: Order, window: Window, plan: Plan) -> Seating:
    """What a revision is promised at the store that has the order: its seats, and so nothing earlier than before."""
    wait = order.promised_to - window.end
    if wait > timedelta():
        _, plan = later(window, plan, wait)
        window = Window(order.promised_from, order.promised_to)
    return Seating(window, plan, seats_in(order.terms))


def with_seats_of(kept: Mapping[str, Any], terms: Mapping[str, Any]) -> dict[str, Any]:
    """The terms with the seats that are `kept` in place of their own."""
    return {name: terms[name] for name in terms if name not in OF_SEATS} | seats_in(kept)


def _limits(slot: Slot) -> dict[str, Any]:
    return {"start": slot.start.isoformat(), "orders": slot.orders, "pizzas": slot.pizzas}
