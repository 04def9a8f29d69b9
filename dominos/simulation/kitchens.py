"""Kitchens at work: pizzas queue for the make stations, then for a place in the oven; some burn."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from random import Random

from apps.orders.contract.types import OrderStatus
from dominos.simulation.event_queue import EventQueue
from dominos.simulation.jobs import Job
from dominos.simulation.scenario import Night, stream

MAKE_SPREAD, OVEN_SPREAD = 0.45, 0.05
CREW, MOOD_SPREAD, MOOD_LASTS = (0.95, 1.2), 0.2, 1200.0
BURNT = 0.01
ACCEPT_SECONDS = (5.0, 45.0)

type Moved = Callable[[Job, OrderStatus], None]


@dataclass(slots=True)
class Batch:
    """An order in the kitchen: pizzas not begun, in the making or before the oven, and in the oven."""

    job: Job
    rng: Random
    to_begin: int
    to_bake: int
    baking: int = 0


@dataclass(slots=True)
class Line:
    """One store's kitchen. The crew is faster or slower than the plan, and from time to time than itself."""

    job_moved: Moved
    events: EventQueue
    stations: int
    slots: int
    crew: Callable[[float], float]
    queue: deque[Batch] = field(default_factory=deque)
    made: deque[Batch] = field(default_factory=deque)
    batches: dict[str, Batch] = field(default_factory=dict)

    def accept(self, job: Job, rng: Random) -> None:
        """The order comes to the end of the line."""
        batch = Batch(job, rng, job.ticket.pizzas, job.ticket.pizzas)
        self.batches[job.id] = batch
        self.queue.append(batch)
        self._work()

    def _work(self) -> None:
        while self.stations and self.queue:
            batch = self.queue[0]
            batch.to_begin -= 1
            if not batch.to_begin:
                self.queue.popleft()
            if batch.job.status is OrderStatus.ACCEPTED:
                self.job_moved(batch.job, OrderStatus.PREPARING)
            self.stations -= 1
            seconds = batch.job.shop.kitchen.make_seconds * self.crew(self.events.now)
            self.events.after(seconds * batch.rng.lognormvariate(0, MAKE_SPREAD), partial(self._made, batch))
        while self.slots and self.made:
            self._bake(self.made.popleft())

    def _made(self, batch: Batch) -> None:
        self.stations += 1
        self.made.append(batch)
        self._work()

    def _bake(self, batch: Batch) -> None:
        self.slots -= 1
        batch.to_bake -= 1
        batch.baking += 1
        if not batch.to_bake and batch.job.status is OrderStatus.PREPARING:
            self.job_moved(batch.job, OrderStatus.BAKING)
        seconds = batch.job.shop.kitchen.oven_seconds * batch.rng.gauss(1.0, OVEN_SPREAD)
        self.events.after(seconds, lambda: self._baked(batch))

    def _baked(self, batch: Batch) -> None:
        self.slots += 1
        batch.baking -= 1
        if batch.rng.random() < BURNT:
            if not batch.to_begin:
                self.queue.appendleft(batch)
            batch.to_begin += 1
            batch.to_bake += 1
        elif not batch.to_bake and not batch.baking:
            del self.batches[batch.job.id]
            self.job_moved(batch.job, OrderStatus.READY)
        self._work()


def _crew(seed: int, shop: str) -> Callable[[float], float]:
    """How much longer than planned a pizza takes this crew, by the time of the evening."""
    usual = stream(seed, "crew", shop).uniform(*CREW)

    def pace(at: float) -> float:
        mood = stream(seed, "crew", shop, int(at // MOOD_LASTS))
        return usual * mood.lognormvariate(0, MOOD_SPREAD)

    return pace


class Kitchens:
    """All stores' kitchens; `moved` hears of every stage that begins."""

    def __init__(self, night: Night, events: EventQueue, moved: Moved) -> None:
        self._night, self._queue, self._moved = night, events, moved
        self._lines = {
            shop.id: Line(
                moved,
                events,
                shop.kitchen.make_stations,
                shop.kitchen.oven_slots,
                _crew(night.seed, shop.id),
            )
            for shop in night.shops
        }

    def place(self, job: Job) -> None:
        """The order comes up at the store, which accepts it in a moment."""
        rng = stream(self._night.seed, "kitchen", job.id)

        def accept() -> None:
            self._moved(job, OrderStatus.ACCEPTED)
            self._lines[job.shop.id].accept(job, rng)

        self._queue.after(rng.uniform(*ACCEPT_SECONDS), accept)
