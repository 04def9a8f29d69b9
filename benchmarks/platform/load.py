"""Load: customers that each wait for their answer, and customers that come at a rate whatever happens."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from benchmarks.platform.client import Client

PAUSE_AFTER_ERROR = 0.02

type Step = Callable[[Client, random.Random], Awaitable[Any]]


@dataclass
class Taken:
    """What was done in `seconds`, and how long each took, in seconds."""

    seconds: float = 0.0
    times: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Done each second."""
        return len(self.times) / self.seconds

    def milliseconds(self, share: float) -> float:
        """The time below which this share lies."""
        return percentile(self.times, share)


def percentile(seconds: list[float], share: float) -> float:
    """In milliseconds; infinite where there is nothing."""
    ascending = sorted(seconds)
    if not ascending:
        return float("inf")
    return 1000 * ascending[min(len(ascending) - 1, int(len(ascending) * share))]


async def closed_loop(port: int, step: Step, users: int, seconds: float, warm: float) -> Taken:
    """`users` customers do the step again and again for so long, after `warm` seconds that are not counted."""
    clients = [(Client(port), random.Random(number)) for number in range(users)]
    try:
        await _all(clients, step, warm)
        return await _all(clients, step, seconds)
    finally:
        for client, _ in clients:
            client.close()


async def _all(clients: list[tuple[Client, random.Random]], step: Step, seconds: float) -> Taken:
    taken, started = Taken(), time.perf_counter()
    await asyncio.gather(*(_user(client, rng, step, started + seconds, taken) for client, rng in clients))
    taken.seconds = time.perf_counter() - started
    return taken


async def _user(client: Client, rng: random.Random, step: Step, until: float, taken: Taken) -> None:
    while (began := time.perf_counter()) < until:
        try:
            await step(client, rng)
        except Exception as error:
            taken.errors.append(repr(error)[:300])
            await asyncio.sleep(PAUSE_AFTER_ERROR)
        else:
            taken.times.append(time.perf_counter() - began)


async def open_loop(port: int, step: Step, *, rate: float, seconds: float) -> Taken:
    """`rate` customers come each second, evenly spread, however many still wait; late ones count from when due."""
    taken, started = Taken(), time.perf_counter()
    idle: list[tuple[Client, random.Random]] = []
    waiting = set()
    for number in range(round(rate * seconds)):
        due = started + number / rate
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        client, rng = idle.pop() if idle else (Client(port), random.Random(number))
        task = asyncio.create_task(_visitor(client, rng, step, due, taken, idle))
        waiting.add(task)
        task.add_done_callback(waiting.discard)
    await asyncio.gather(*waiting)
    taken.seconds = time.perf_counter() - started
    for client, _ in idle:
        client.close()
    return taken


async def _visitor(
    client: Client,
    rng: random.Random,
    step: Step,
    due: float,
    taken: Taken,
    idle: list[tuple[Client, random.Random]],
) -> None:
    try:
        await step(client, rng)
    except Exception as error:
        taken.errors.append(repr(error)[:300])
        client.close()
    else:
        taken.times.append(time.perf_counter() - due)
        idle.append((client, rng))
