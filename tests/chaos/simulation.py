"""Many processes in one: events in virtual time, taken in the order of their time, all from one seed."""

import heapq
from collections import Counter
from collections.abc import Callable, Generator
from contextvars import Context
from dataclasses import dataclass
from functools import partial
from itertools import count
from random import Random
from typing import Any
from uuid import UUID

import structlog
from django.db import connection

from dominos.kernel.clock import StoppedClock
from dominos.kernel.errors import DomainError
from tests.chaos.crashes import Crash, Crashes

type Step = Callable[[], Any]
type Scenario = Generator[float | Step, "Outcome"]
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a step: its value, the refusal, or nothing known because the process died."""

    value: Any = None
    refusal: DomainError | None = None
    is_crashed: bool = False

    @property
    def is_done(self) -> bool:
        return self.refusal is None and not self.is_crashed


class Broken(BaseException):
    """The run itself went wrong, in an event. No `except Exception` of the platform around it lives to hide that."""


class Simulation:
    """The schedule. An activity runs as a process of its own, which may crash; a scenario is a row of activities."""

    def __init__(self, seed: int, clock: StoppedClock) -> None:
        self.rng, self.clock = Random(seed), clock
        self.counts: Counter[str] = Counter()
        self.crashes = Crashes(self.rng, self.counts)
        self.open_scenarios = 0
        self._events: list[tuple[float, int, Step]] = []
        self._number = count()
        self._start, self.seconds, self._depth = clock.at, 0.0, 0

    def later(self, seconds: float, event: Step) -> None:
        """Puts an event on the schedule."""
        heapq.heappush(self._events, (self.seconds + seconds, next(self._number), event))

    def every(self, seconds: float, event: Step) -> None:
        """An event again and again, as long as there are scenarios."""

        def beat() -> None:
            event()
            self.every(seconds, event)

        if self.open_scenarios:
            self.later(seconds, beat)

    def start(self, scenario: Scenario, after: float = 0) -> None:
        """Begins a scenario."""
        self.open_scenarios += 1
        self.later(after, partial(self._resume, scenario, None))

    def _resume(self, scenario: Scenario, outcome: Outcome | None) -> None:
        try:
            step = scenario.send(outcome)
        except StopIteration:
            self.open_scenarios -= 1
            return
        if callable(step):
            self.later(self.rng.expovariate(5), lambda: self._resume(scenario, self.act(step)))
        else:
            self.later(step, partial(self._resume, scenario, None))

    def act(self, step: Step) -> Outcome:
        """Runs the step in a context of its own, as a request or a task runs in its process."""
        with self.crashes.armed():
            try:
                return Outcome(Context().run(step))
            except DomainError as refusal:
                return Outcome(refusal=refusal)
            except Crash:
                assert not connection.in_atomic_block
                return Outcome(is_crashed=True)

    def run(self) -> None:
        """Goes on until nothing is scheduled."""
        while self._events:
            self._next()

    def meanwhile(self, events: int) -> None:
        """Lets others act while the caller waits for an answer from outside.

        Not inside a transaction: all share one connection, so they would act inside it too.
        """
        if self._depth >= 3 or connection.in_atomic_block:
            return
        self._depth += 1
        try:
            for _ in range(events):
                if self._events:  # others who acted meanwhile may have taken the last ones
                    with self.crashes.no_crashes():
                        self._next()
        finally:
            self._depth -= 1

    def _next(self) -> None:
        at, _, event = heapq.heappop(self._events)
        self.pass_time(at)
        try:
            event()
        except Exception as error:
            raise Broken(f"an event failed: {error!r}") from error

    def pass_time(self, until: float) -> None:
        """Moves the clock; it never goes back."""
        if until > self.seconds:
            self.clock.advance(seconds=until - self.seconds)
            self.seconds = until


class Ids:
    """Version 7 identifiers from the virtual clock, a counter and the seed: the same in every run of it."""

    def __init__(self, seed: int, clock: StoppedClock) -> None:
        self._rng, self._clock, self._count = Random(seed), clock, count()

    def __call__(self) -> UUID:
        number = next(self._count)
        milliseconds = int(self._clock.at.timestamp() * 1000)
        tail = (number & 0x3FFFFFFF) << 32 | self._rng.getrandbits(32)
        return UUID(int=milliseconds << 80 | 7 << 76 | 2 << 62 | tail)
