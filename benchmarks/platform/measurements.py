"""The measurements, one after the other on the same stage."""

import asyncio
import random
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from benchmarks.platform.board import manager_token, watched
from benchmarks.platform.client import Client
from benchmarks.platform.counters import FLUSH_SECONDS, Counts
from benchmarks.platform.journeys import FloorJourney, PlatformJourney
from benchmarks.platform.load import Step, Taken, closed_loop, open_loop
from benchmarks.platform.stage import Stage

DRAIN_SECONDS = 300.0
REST_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured: repetitions, customers at once, orders counted; the rest in seconds."""

    repetitions: int = 5
    users: int = 16
    seconds: float = 6.0
    warm: float = 1.5
    sustained: float = 60.0
    counted: int = 40
    idle: float = 20.0
    live: float = 20.0
    live_rate: float = 20.0


@dataclass(frozen=True, slots=True)
class Costs:
    """Of one order, of the whole system, one customer at a time; and of idling, each second."""

    order: Counts
    idle: Counts
    processors: Mapping[str, float]
    """Seconds by role."""
    idle_processors: Mapping[str, float]
    log: float
    """Bytes."""


@dataclass(frozen=True, slots=True)
class Sustained:
    """A long run of orders by many customers, and what was left of it."""

    orders: Taken
    floor: Taken
    backlog: int
    drained: float
    processors: Mapping[str, float]
    floor_processors: Mapping[str, float]

    @property
    def rate(self) -> float:
        """Orders a second when the time that the rest took is counted."""
        return len(self.orders.times) / (self.orders.seconds + self.drained)


@dataclass
class Results:
    """All that was measured."""

    plan: Plan
    started: float
    memory: Mapping[str, float] = field(default_factory=dict)
    costs: Costs | None = None
    pairs: dict[str, list[tuple[Taken, Taken]]] = field(default_factory=dict)
    """The floor and the platform, by step."""
    sustained: Sustained | None = None
    live: Taken | None = None
    delays: list[float] = field(default_factory=list)

    def errors(self) -> list[str]:
        """What went wrong, each once."""
        taken = [side for pairs in self.pairs.values() for pair in pairs for side in pair]
        taken += [self.live] if self.live else []
        taken += [self.sustained.orders, self.sustained.floor] if self.sustained else []
        return sorted({text for one in taken for text in one.errors})


async def measure(stage: Stage, plan: Plan) -> Results:
    """Everything, on a stage that has just been set up."""
    floor, platform = FloorJourney(), PlatformJourney()
    results = Results(plan, stage.started)
    async with Client(stage.port) as client, Client(stage.floor_port) as at_the_floor:
        await floor.prepare(at_the_floor)
        await platform.prepare(client)
        results.costs = await costs(stage, client, platform, plan)
        results.memory = stage.memory()
        results.delays, results.live = await live(stage, client, platform, plan)
    await drained(stage)
    for _ in range(plan.repetitions):
        for name, at_floor, at_platform in _steps(floor, platform):
            pair = await compared(stage, at_floor, at_platform, plan)
            results.pairs.setdefault(name, []).append(pair)
    results.sustained = await sustained(stage, floor, platform, plan)
    return results


def _steps(floor: FloorJourney, platform: PlatformJourney) -> list[tuple[str, Step, Step]]:
    return [
        ("order", floor.order, platform.order),
        ("read", floor.read, platform.read),
        ("menu", floor.menu, platform.menu),
        ("unchanged", floor.menu, platform.unchanged),
    ]


async def costs(stage: Stage, client: Client, platform: PlatformJourney, plan: Plan) -> Costs:
    """What an order costs when nothing else happens; what idling costs in that time is taken off."""
    for _ in range(2):
        await platform.order(client, random.Random())
    await drained(stage)
    await asyncio.sleep(FLUSH_SECONDS)
    marks = [_mark(stage)]
    await asyncio.sleep(plan.idle)
    marks.append(_mark(stage))
    for _ in range(plan.counted):
        await platform.order(client, random.Random())
    await drained(stage)
    await asyncio.sleep(FLUSH_SECONDS)
    marks.append(_mark(stage))
    quiet, busy = marks[1].since(marks[0]), marks[2].since(marks[1])
    share = busy.at / quiet.at
    return Costs(
        order=busy.counts.without(quiet.counts, share) / plan.counted,
        idle=quiet.counts / quiet.at,
        processors=_less(busy.processors, quiet.processors, share, plan.counted),
        idle_processors={role: used / quiet.at for role, used in quiet.processors.items()},
        log=(busy.log - share * quiet.log) / plan.counted,
    )


@dataclass(frozen=True, slots=True)
class _Mark:
    """All sums at a moment."""

    at: float
    counts: Counts
    processors: Mapping[str, float]
    log: float

    def since(self, before: "_Mark") -> "_Mark":
        return _Mark(
            self.at - before.at,
            self.counts - before.counts,
            _less(self.processors, before.processors),
            self.log - before.log,
        )


def _mark(stage: Stage) -> _Mark:
    return _Mark(time.monotonic(), stage.database.counts(), stage.processors(), stage.log_bytes())


def _less(
    these: Mapping[str, float], those: Mapping[str, float], share: float = 1.0, number: int = 1
) -> dict[str, float]:
    return {role: (used - share * those.get(role, 0.0)) / number for role, used in these.items()}


async def live(
    stage: Stage, client: Client, platform: PlatformJourney, plan: Plan
) -> tuple[list[float], Taken]:
    """Seconds from each order's commit to its frame on the board, orders coming at a rate; and its three calls."""
    token = await manager_token(client, platform.store)
    async with watched(stage.platform.realtime, token, platform.store) as board:
        began = time.time()
        taken = await open_loop(stage.port, platform.order, rate=plan.live_rate, seconds=plan.live)
        await drained(stage)
        await asyncio.sleep(REST_SECONDS)
        return board.delays(stage.database, began), taken


async def compared(stage: Stage, at_floor: Step, at_platform: Step, plan: Plan) -> tuple[Taken, Taken]:
    """The step at the floor, the platform standing still, and then at the platform, the floor being idle."""
    with stage.frozen():
        floor = await closed_loop(stage.floor_port, at_floor, plan.users, plan.seconds, plan.warm)
    await asyncio.sleep(REST_SECONDS)
    platform = await closed_loop(stage.port, at_platform, plan.users, plan.seconds, plan.warm)
    await drained(stage)
    return floor, platform


async def sustained(stage: Stage, floor: FloorJourney, platform: PlatformJourney, plan: Plan) -> Sustained:
    """Orders for a long time, and until nothing is left to do for them."""
    with stage.frozen():
        before = stage.floor_processors()
        at_floor = await closed_loop(stage.floor_port, floor.order, plan.users, plan.seconds, warm=0)
        floor_used = _less(stage.floor_processors(), before)
    await asyncio.sleep(REST_SECONDS)
    before = stage.processors()
    orders = await closed_loop(stage.port, platform.order, plan.users, plan.sustained, warm=0)
    backlog, seconds = await drained(stage)
    used = _less(stage.processors(), before)
    return Sustained(
        orders,
        at_floor,
        backlog,
        seconds,
        {role: spent / len(orders.times) for role, spent in used.items()},
        {role: spent / len(at_floor.times) for role, spent in floor_used.items()},
    )


async def drained(stage: Stage) -> tuple[int, float]:
    """Waits until no message is left; how many were left at first, and the seconds it took."""
    began, backlog = time.monotonic(), stage.database.backlog()
    left = backlog
    while left and time.monotonic() < began + DRAIN_SECONDS:
        await asyncio.sleep(REST_SECONDS)
        left = stage.database.backlog()
    return backlog, time.monotonic() - began
