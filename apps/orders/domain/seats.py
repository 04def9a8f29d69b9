"""Seats that orders take of a store's quarters of an hour: in its oven, and of what each service takes. Pure.

An order takes them of the quarter in which it is promised, and its pizzas of the one in which they are due in the oven;
one for as soon as possible is promised for the first quarter that has room for both.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from apps.delivery.contract.windows import STEP, Window
from apps.orders.domain.eta import KITCHEN_DOUBT, EtaStage, Plan, whole
from apps.orders.domain.open_orders import unpaid_seats
from apps.stores.contract.types import Kitchen, ServiceMethod, Slot

QUARTER = timedelta(minutes=15)
MAX_QUARTERS = 24
MAX_DELAY = MAX_QUARTERS * QUARTER
"""For so long a store is asked for room. Where there is none the promise moves by this, and no seat is taken."""
JUST_PROMISED = timedelta(minutes=1)
"""An order placed so soon after its quote keeps what was promised, whoever has taken the seats meanwhile."""
ANY_ROAD = tuple(n * QUARTER for n in range(4))
"""How long rack and road may take where nobody knows yet to which door."""
OF_SEATS = ("slot", "due", "moved_minutes")
"""What the terms of a sale tell of its seats."""
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Taken:
    """What is taken of a store's quarters: pizzas in its oven; orders and pizzas of each service.

    `unpaid` is the part of orders that wait for their payment: they hold no more than half of a quarter.
    """

    oven: Mapping[datetime, int] = field(default_factory=dict)
    slots: Mapping[tuple[ServiceMethod, datetime], tuple[int, int]] = field(default_factory=dict)
    unpaid: "Taken | None" = None

    def without(self, seats: "Seats") -> "Taken":
        """What others take, of an order that gives its seats back."""
        oven, slots = Counter(self.oven) - Counter(seats.oven), dict(self.slots)
        where = seats.start and (ServiceMethod(seats.service), seats.start)
        if where and where in slots:
            orders, pizzas = slots[where]
            slots[where] = orders - seats.orders, pizzas - seats.pizzas
        return replace(self, oven=oven, slots=slots)


@dataclass(frozen=True, slots=True)
class Seats:
    """What an order takes: of its service's quarter, where that is counted, and in the oven by quarter."""

    start: datetime | None
    orders: int
    pizzas: int
    oven: Mapping[datetime, int]
    service: str = ""

    def __sub__(self, other: "Seats") -> "Seats":
        """What these are more than others; of another quarter, or another service, all."""
        oven = Counter(self.oven) - Counter(other.oven)
        if (self.start, self.service) != (other.start, other.service):
            return replace(self, oven=oven)
        orders, pizzas = max(self.orders - other.orders, 0), max(self.pizzas - other.pizzas, 0)
        return replace(self, orders=orders, pizzas=pizzas, oven=oven)

    def __len__(self) -> int:
        """In how many places they are."""
        is_in_slot = self.start is not None and self.orders + self.pizzas > 0
        return is_in_slot + len(self.oven)


def seats_in(terms: Mapping[str, Any]) -> dict[str, Any]:
    """Of the terms of a sale those of its seats."""
    return {name: terms[name] for name in OF_SEATS if name in terms}


def quarter_of(at: datetime) -> datetime:
    """When the quarter of an hour began."""
    return _EPOCH + (at - _EPOCH) // QUARTER * QUARTER


def oven_size(kitchen: Kitchen) -> int:
    """How many pizzas the oven bakes in a quarter."""
    return max(round(kitchen.oven_slots * QUARTER.total_seconds()) // max(kitchen.oven_seconds, 1), 1)


def oven_seats(due: datetime, pizzas: int, size: int) -> dict[datetime, int]:
    """Pizzas in the oven by quarter: all when they are `due`; more than it bakes then evenly before it, too."""
    quarters = -(-pizzas // size)
    return {quarter_of(due) - n * QUARTER: (pizzas + n) // quarters for n in range(quarters)}


def first_delay(
    window: Window, due: datetime, pizzas: int, size: int, taken: Taken, limited: Sequence[Slot] = ()
) -> timedelta | None:
    """By how much to move what would be promised, so that there is room; in whole five minutes. None where never."""
    limits = {slot.start: slot for slot in limited}
    for delay in _delays(due, window.start):
        oven = oven_seats(due + delay, pizzas, size)
        slot = limits.get(quarter_of(window.start + delay))
        if fits_oven(oven, taken, size) and (slot is None or _fits_slot(slot, pizzas, taken)):
            return delay
    return None


def due_in_oven(window: Window, plan: Plan, at: datetime) -> datetime:
    """When the pizzas of an order with this window are baked: as long before as the rack and the road take."""
    after = whole({stage: span for stage, span in plan.items() if stage not in KITCHEN_DOUBT})
    return max(window.start - timedelta(seconds=after.expected), at)


def later(window: Window, plan: Plan, delay: timedelta) -> tuple[Window, Plan]:
    """The window and the plan of an order that waits so long for its seats."""
    queue = plan[EtaStage.QUEUE]
    waits = {**plan, EtaStage.QUEUE: queue._replace(expected=queue.expected + delay.total_seconds())}
    return Window(window.start + delay, window.end + delay), waits


def fits_oven(seats: Mapping[datetime, int], taken: Taken, size: int) -> bool:
    """Whether the oven has so many seats left in each quarter."""
    unpaid = taken.unpaid.oven if taken.unpaid else {}
    return all(
        _held(taken.oven.get(quarter, 0), unpaid.get(quarter, 0), size) + pizzas <= size
        for quarter, pizzas in seats.items()
    )


def fits_before(
    start: datetime, roads: Sequence[timedelta], pizzas: int, size: int, taken: Taken, at: datetime
) -> bool:
    """Whether the oven has room from `at` on for pizzas of a window from `start` on, whichever road they go."""
    dues = (max(start - road, at) for road in roads)
    return all(fits_oven(oven_seats(due, pizzas, size), taken, size) for due in dues)


def _held(taken: int, unpaid: int, size: int) -> int:
    """What counts of what is taken."""
    return taken - max(unpaid - unpaid_seats(size), 0)


def _delays(*instants: datetime) -> Iterator[timedelta]:
    """Not at all, or until one of these instants is in one of its next quarters; the shortest first."""
    yield timedelta()
    yield from sorted(
        {
            -((at - quarter_of(at) - n * QUARTER) // STEP) * STEP
            for at in instants
            for n in range(1, MAX_QUARTERS)
        }
    )


def _fits_slot(slot: Slot, pizzas: int, taken: Taken) -> bool:
    """A large order fits an empty quarter."""
    where = slot.service, slot.start
    orders, others = taken.slots.get(where, (0, 0))
    unpaid, unpaid_pizzas = taken.unpaid.slots.get(where, (0, 0)) if taken.unpaid else (0, 0)
    return (slot.orders is None or _held(orders, unpaid, slot.orders) < slot.orders) and (
        slot.pizzas is None or _held(others, unpaid_pizzas, slot.pizzas) + pizzas <= max(slot.pizzas, pizzas)
    )
