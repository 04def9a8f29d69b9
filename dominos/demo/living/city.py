"""The city of an evening: who is in it, what they know of each other, and its beginning and end."""

import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock, Thread
from uuid import UUID

import httpx
from websockets.exceptions import WebSocketException

from dominos.demo.city import accounts
from dominos.demo.client import Person, Refused, answered
from dominos.demo.living.figures import Figures, Measured
from dominos.demo.living.pace import Pace
from dominos.kernel.auth import Role
from dominos_client import models
from dominos_client.api.choose_from_the_menu import get_menu
from dominos_client.api.find_a_store import get_store, list_stores
from dominos_client.errors import UnexpectedStatus

TROUBLE = (Refused, UnexpectedStatus, httpx.HTTPError, WebSocketException, OSError, TimeoutError)
"""What may become of a call while much is asked at once: it is counted, and life goes on."""
AT_ONCE = 40
"""Customers who may be ordering or waiting for their food."""
PEAK = 0.4
"""The share of the evening after which most order."""


@dataclass(frozen=True, slots=True)
class Evening:
    """What is asked for: orders within so many minutes of the city, and how many of its seconds one lasts."""

    seed: int = 7
    orders: int = 200
    minutes: float = 60.0
    speed: float = 10.0
    patience_minutes: float = 90.0
    """How long the city waits at the end for what is still on its way."""

    def placements(self) -> list[float]:
        """The seconds after its beginning at which somebody orders."""
        rng, end = random.Random(self.seed), self.minutes * 60
        return sorted(rng.triangular(0, end, PEAK * end) for _ in range(self.orders))


@dataclass(slots=True)
class City:
    """What all its people share."""

    web: str
    realtime: str
    evening: Evening
    say: Callable[[str, str], None]
    figures: Figures = field(default_factory=Figures)
    pace: Pace = field(init=False)
    stores: list[models.Store] = field(default_factory=list)
    menus: dict[UUID, models.Menu] = field(default_factory=dict)
    tokens: dict[int, str] = field(default_factory=dict)
    """Of its households, each a guest."""
    door: Lock = field(default_factory=Lock)
    orders: dict[UUID, models.PlacedOrder] = field(default_factory=dict)
    """What its own customers ordered and wait for: who brings it is told its PIN at the door."""

    def __post_init__(self) -> None:
        self.pace = Pace(self.evening.speed)

    @contextmanager
    def person(self, email: str = "") -> Iterator[Person]:
        """Somebody's client, measured."""
        someone = Person(email, web=self.web, realtime=self.realtime, transport=Measured(self.figures))
        try:
            yield someone
        finally:
            someone.close()

    @contextmanager
    def trouble(self, who: str) -> Iterator[None]:
        """Counts what goes wrong with somebody, who then goes on with what is next."""
        try:
            yield
        except TROUBLE as error:
            problem = getattr(error, "problem", None)
            name = problem.code if problem else type(error).__name__
            self.figures.count(self.figures.failed, f"{who}: {name}")

    def look_around(self) -> None:
        """Finds the stores that have people, and what they sell."""
        with self.person() as somebody:
            rows = answered(list_stores.sync_detailed(client=somebody.api, page_size=100)).results
            for row in rows:
                if accounts(Role.STORE_STAFF, row.code):
                    self.stores.append(answered(get_store.sync_detailed(row.id, client=somebody.api)))
                    self.menus[row.id] = answered(get_menu.sync_detailed(row.id, client=somebody.api))


def live(city: City) -> Figures:
    """The whole evening: gives what was measured once the last order is eaten, or patience ends.

    Ctrl-C ends it early: nobody orders any more, and who is at work finishes.
    """
    from dominos.demo.living.customers import order_and_eat
    from dominos.demo.living.workers import bring, cook

    city.look_around()
    work = [
        Thread(target=cook, args=(city, store, accounts(Role.STORE_STAFF, store.code)[0].email))
        for store in city.stores
    ]
    work += [
        Thread(target=bring, args=(city, store, courier.email))
        for store in city.stores
        for courier in accounts(Role.COURIER, store.code)
    ]
    for thread in work:
        thread.start()
    customers = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="customer")
    try:
        gone = 0.0
        for number, at in enumerate(city.evening.placements()):
            city.pace.wait(at - gone)
            gone = at
            customers.submit(order_and_eat, city, number)
        customers.shutdown()
    except KeyboardInterrupt:
        customers.shutdown(cancel_futures=True, wait=False)
    finally:
        city.pace.over.set()
        for thread in work:
            thread.join()
    return city.figures
