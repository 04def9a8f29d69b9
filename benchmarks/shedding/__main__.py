"""`python -m benchmarks.shedding`: five times the menus and addresses that can be answered, and orders meanwhile.

Everybody comes through the gateway. Orders, each three calls, have to come through but for one in a hundred; who only
reads may be told to come back: 503 with Retry-After, which is no error here. Anything else is one.
"""

import argparse
import asyncio
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from benchmarks.platform.client import Client, WrongAnswer
from benchmarks.platform.journeys import PlatformJourney
from benchmarks.platform.load import Step, Taken, closed_loop, open_loop
from benchmarks.platform.stage import UNLIMITED
from benchmarks.servers import own_servers
from dominos.development.layout import Layout
from dominos.development.platform import platform_running

TIMES, SHARE = 5, 0.99
CLIENTS = 4
WARM = 3.0
UNBOUND = {"GATEWAY_CLIENT_RATE": "1000000"}
"""All customers come from one address, too."""


@dataclass
class Reader:
    """Somebody who looks at menus, and types addresses."""

    journey: PlatformJourney
    shed: int = 0

    async def read(self, client: Client, rng: random.Random) -> None:
        """One of both; what is shed says when to come back."""
        path = (
            self.journey.menu_path
            if rng.random() < 0.5
            else f"/api/v1/geo/suggest?q=Bulev&limit={rng.randint(1, 5)}"
        )
        fields, _ = await client.ask("GET", path, expected=(200, 503))
        if "retry-after" in fields:
            self.shed += 1
        elif "etag" not in fields and "problem" in fields.get("content-type", ""):
            raise WrongAnswer(f"{path}: 503 that does not say when to come back")


async def measured(port: int, seconds: float) -> tuple[float, Taken, Taken, Reader]:
    """Reads a second that can be answered; then the orders, and the reads, while five times as many are asked."""
    journey = PlatformJourney()
    with_one = Client(port)
    await journey.prepare(with_one)
    capacity = (await closed_loop(port, Reader(journey).read, 16, seconds / 3, WARM)).rate
    reader = Reader(journey)
    reads, orders = await asyncio.gather(
        open_loop(port, reader.read, rate=TIMES * capacity, seconds=seconds),
        closed_loop(port, _patient(journey.order), CLIENTS, seconds, 0),
    )
    with_one.close()
    return capacity, orders, reads, reader


def _patient(step: Step) -> Step:
    async def ordered(client: Client, rng: random.Random) -> Any:
        return await asyncio.wait_for(step(client, rng), 20)

    return ordered


def main(arguments: Sequence[str]) -> int:
    """Prints what came of it; 1 where orders did not come through."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.shedding", description=__doc__)
    parser.add_argument("--seconds", type=float, default=30)
    seconds = parser.parse_args(arguments).seconds
    with (
        own_servers("shedding") as (state, _),
        platform_running(state, layout=Layout(has_gateway=True), variables=UNLIMITED | UNBOUND) as platform,
    ):
        port = urlsplit(platform.web).port or 80
        capacity, orders, reads, reader = asyncio.run(measured(port, seconds))
    done = len(orders.times) / max(1, len(orders.times) + len(orders.errors))
    asked = len(reads.times) + len(reads.errors)
    print(  # noqa: T201
        f"reads that can be answered: {capacity:.0f}/s; asked: {asked / seconds:.0f}/s, of which"
        f" {reader.shed / max(1, asked):.0%} told to come back, {len(reads.errors)} errors\n"
        f"orders meanwhile: {len(orders.times)}, {done:.1%} came through, half within"
        f" {orders.milliseconds(0.5):.0f} ms, 99 % within {orders.milliseconds(0.99):.0f} ms\n"
        + "\n".join(sorted(set(orders.errors + reads.errors))[:5])
    )
    return int(done < SHARE)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
