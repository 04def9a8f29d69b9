"""What a Friday night brings: who orders what, where and when, who drives, and what goes wrong. Seeded."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import ceil, sqrt
from random import Random

from apps.delivery.dispatch.types import Place
from apps.delivery.domain.states import Vehicle
from apps.stores.contract.types import Kitchen

HOUR = 3600.0
OPENS_AT = 16
PROFILE = (0.07, 0.12, 0.17, 0.18, 0.15, 0.12, 0.10, 0.09)
"""The share of the night's orders placed in each hour from opening on."""
CLOSES = len(PROFILE) * HOUR
PIZZAS = (0.38, 0.34, 0.17, 0.08, 0.03)
"""How many orders are for one pizza, two, three ..."""
MAKE_SECONDS, OVEN_SECONDS = 82, 390
BUSY_KITCHEN = 0.8
"""The utilisation that stores plan their kitchens for."""
RESERVE = 0.7
"""Couriers beyond the expected work, times its square root: what keeps waits alike in small and large stores."""
HANDLING, SLOWNESS = 8 * 60.0, 1.15
"""Seconds a courier spends on an order beside the drives, and how much longer these take than the road engine says."""
CARRIED_AFTER = 20 * 60.0
WAIT_MINUTES = (15, 25)
EVERY_NTH_DRIVES, EVERY_NTH_FLOATS = 4, 6
SHIFT_HOURS = (3, 4, 5)


@dataclass(frozen=True, slots=True)
class Door:
    """An address of the city."""

    label: str
    place: Place


@dataclass(frozen=True, slots=True)
class Shop:
    """A store of the chain; `wait_minutes` is what it quotes at least."""

    id: str
    name: str
    place: Place
    kitchen: Kitchen
    wait_minutes: tuple[int, int] = WAIT_MINUTES


@dataclass(frozen=True, slots=True)
class Ticket:
    """An order that will be placed: when (seconds after opening), where and for how many pizzas."""

    id: str
    shop: str
    door: Door
    placed: float
    pizzas: int


@dataclass(frozen=True, slots=True)
class Rider:
    """A courier: shift in seconds after opening, pace (1 is the road engine's), habits, and when the phone dies.

    `home` is the store worked for; a floater works for all (`only_home` is False) and waits wherever he is sent.
    """

    id: str
    home: str
    only_home: bool
    vehicle: Vehicle
    capacity: int
    on: float
    off: float
    pace: float
    declines: float
    ignores: float
    dies_at: float | None
    back_at: float | None


@dataclass(frozen=True, slots=True)
class Night:
    """Everything that comes from outside. `weather` slows all drives, by the quarter of an hour."""

    seed: int
    shops: Sequence[Shop]
    tickets: Sequence[Ticket]
    riders: Sequence[Rider]
    weather: Sequence[float]

    def slowness(self, at: float) -> float:
        """How much longer drives take now than on a dry day."""
        return self.weather[min(int(at // 900), len(self.weather) - 1)]


def stream(*parts: object) -> Random:
    """A random stream of its own, so that nothing that happens to one thing changes what happens to another."""
    return Random("/".join(map(str, parts)))


def evening(
    seed: int,
    orders: int,
    sites: Sequence[tuple[str, str, Place]],
    doors: Mapping[str, Sequence[Door]],
    drives: Mapping[str, float],
) -> Night:
    """An evening of so many orders at these sites (id, name, place), each serving its doors.

    `drives` are the seconds to one of them on average: stores plan their shifts by that.
    """
    tickets = _tickets(seed, orders, doors)
    shops = [_shop(site, [t for t in tickets if t.shop == site[0]]) for site in sites]
    demand = {shop.id: sum(ticket.shop == shop.id for ticket in tickets) for shop in shops}
    riders = [rider for shop in shops for rider in _riders(seed, shop.id, demand[shop.id], drives[shop.id])]
    return Night(seed, shops, tickets, riders, _weather(seed))


def _tickets(seed: int, orders: int, doors: Mapping[str, Sequence[Door]]) -> list[Ticket]:
    random = stream(seed, "placements")
    times = sorted(_placement(random.random()) for _ in range(orders))
    everywhere = [(shop, door) for shop in sorted(doors) for door in doors[shop]]
    return [_ticket(seed, number, at, everywhere) for number, at in enumerate(times, 1)]


def _placement(share: float) -> float:
    """When the given share of the night's orders has been placed."""
    until = [0.0, *accumulate(PROFILE)]
    total = until[-1]
    hour = min(bisect_right(until, share * total) - 1, len(PROFILE) - 1)
    return round((hour + (share * total - until[hour]) / PROFILE[hour]) * HOUR, 1)


def _ticket(seed: int, number: int, at: float, everywhere: Sequence[tuple[str, Door]]) -> Ticket:
    random = stream(seed, "ticket", number)
    shop, door = random.choice(everywhere)
    (pizzas,) = random.choices(range(1, len(PIZZAS) + 1), PIZZAS)
    return Ticket(f"{number:05}", shop, door, at, pizzas)


def _shop(site: tuple[str, str, Place], tickets: Sequence[Ticket]) -> Shop:
    """A shop with the stations and oven slots its busiest hour needs."""
    code, name, place = site
    mean = sum(size * share for size, share in enumerate(PIZZAS, 1))
    busiest = max(PROFILE) * len(tickets) * mean / HOUR / BUSY_KITCHEN
    kitchen = Kitchen(
        make_stations=max(2, ceil(busiest * MAKE_SECONDS)),
        make_seconds=MAKE_SECONDS,
        oven_slots=max(6, ceil(busiest * OVEN_SECONDS)),
        oven_seconds=OVEN_SECONDS,
    )
    return Shop(code, name, place, kitchen)


def _riders(seed: int, shop: str, orders: int, drive: float) -> list[Rider]:
    """Shifts that begin on the hour and cover what the hour is expected to need."""
    night = orders * (HANDLING + 2 * SLOWNESS * drive) / HOUR
    work = [night * share for share in _carried()]
    needed = [max(2, ceil(busy + RESERVE * sqrt(busy))) for busy in work]
    until: list[float] = []
    riders: list[Rider] = []
    for hour, need in enumerate(needed[:-1]):
        at_work = sum(off > hour * HOUR for off in until)
        for _ in range(need - at_work):
            rider = _rider(seed, shop, len(riders) + 1, hour)
            until.append(rider.off)
            riders.append(rider)
    return riders


def _carried() -> list[float]:
    """The share of the night's orders that is on the road in each hour, the one after the last placement too."""
    late = CARRIED_AFTER / HOUR
    return [now * (1 - late) + before * late for before, now in pairwise((PROFILE[0], *PROFILE, 0.0))]


def _rider(seed: int, shop: str, number: int, hour: int) -> Rider:
    random = stream(seed, "rider", shop, number)
    drives = number % EVERY_NTH_DRIVES == 0
    on = hour * HOUR - random.uniform(0, 600)
    off = min((hour + random.choice(SHIFT_HOURS)) * HOUR, CLOSES + HOUR)
    off = CLOSES + HOUR if off > CLOSES - HOUR else off
    dies_at = on + random.uniform(0.1, 0.9) * (off - on) if random.random() < 0.06 else None
    stays_away = random.random() < 0.5
    return Rider(
        id=f"{shop}/{number:03}",
        home=shop,
        only_home=number % EVERY_NTH_FLOATS != 0,
        vehicle=Vehicle.CAR if drives else Vehicle.BICYCLE,
        capacity=8 if drives else 4,
        on=on,
        off=off,
        pace=random.gauss(1.05, 0.08),
        declines=random.uniform(0.0, 0.08),
        ignores=random.uniform(0.0, 0.04),
        dies_at=dies_at,
        back_at=dies_at + random.uniform(1200, 3600) if dies_at is not None and not stays_away else None,
    )


def _weather(seed: int) -> list[float]:
    """Evening traffic that thins out, and a shower somewhere in the night."""
    random = stream(seed, "weather")
    shower = random.uniform(1, len(PROFILE) - 2) * HOUR
    lasts = random.uniform(0.75, 1.75) * HOUR
    quarters = range(int((CLOSES + 4 * HOUR) // 900))
    return [
        1.12 - 0.02 * (quarter // 4) + (0.15 if shower <= quarter * 900 < shower + lasts else 0.0)
        for quarter in quarters
    ]
