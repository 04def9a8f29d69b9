"""``python -m benchmarks.baskets [--out docs/worst-baskets.md]``: what the worst costs that a stranger may send.

The largest baskets that are looked at (fifty lines, every option, twelve deals) and the largest that are refused, at
each door that takes one: checking, validating, pricing, and the menu's websocket. Through the whole application in this
process, on a database of its own with the demo city; processor time of process and database, so that a busy machine
does not blur it. Beside the websocket a ticker tells how long the loop that serves all sockets stood still.
"""

import argparse
import asyncio
import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.platform.journeys import ADDRESS, LAT, LON
from benchmarks.platform.stage import UNLIMITED

TICK = 0.001
MEGABYTE = 1_000_000
BEFORE = {
    "1,200 unknown options on a line": "9 s of processor (26 kB)",
    "a body of 1 MB of unknown options": "most of an hour, by extrapolation",
    "1,200 lines": "an answer of 8.2 MB (160 kB)",
    "frame: as large as may be": "seconds, during which no other socket was served (50 kB)",
}
"""Before counts were looked at first and sockets validated beside their loop."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds of processor, bytes sent and answered, the answer's status or kind, how long a loop stood still."""

    name: str
    processor: float
    sent: int
    answered: int
    status: str
    stall: float | None = None


def main() -> None:
    """Measures on a fresh database that is dropped afterwards."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repetitions", type=int, default=7)
    parser.add_argument("--out", type=Path, help="a Markdown file to write the page to")
    given = parser.parse_args()
    _set_up()
    from django.core.management import call_command
    from django.test.runner import DiscoverRunner

    runner = DiscoverRunner(verbosity=0, interactive=False)
    runner.setup_test_environment()
    databases = runner.setup_databases()
    try:
        for command in ("load_city", "seed"):
            call_command(command, verbosity=0, stdout=open(os.devnull, "w"))  # noqa: PTH123, SIM115
        text = "\n".join(_page(list(_measured(given.repetitions)))) + "\n"
    finally:
        runner.teardown_databases(databases)
    sys.stdout.write(text)
    if given.out is not None:
        given.out.write_text(text)


def _set_up() -> None:
    import django

    from dominos.development import environment

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dominos.settings")
    os.environ.update(environment() | UNLIMITED | {"LOG_LEVEL": "CRITICAL"})
    django.setup()


def _measured(repetitions: int) -> Iterator[Cost]:
    from dominos.kernel.testing.api import client

    nobody = client()
    here = nobody.get(f"/api/v1/geo/locate?lat={LAT}&lon={LON}&service=DELIVERY").json()
    store: str = here["store_id"]
    menu = nobody.get(f"/api/v1/stores/{store}/menu").json()
    for name, basket in baskets(menu).items():
        for door, call in _doors(store).items():
            costs = [call(basket) for _ in range(repetitions + 1)][1:]
            yield Cost(f"{door}: {name}", median(c for c, *_ in costs), *costs[-1][1:])
    for name, basket in baskets(menu).items():
        yield asyncio.run(_frame(store, f"frame: {name}", json.dumps(basket), repetitions))
    for name, text in {
        "as large as may be": "[" * 65_536,
        "of 64 kB, one long text": json.dumps("x" * 65_000),
    }.items():
        yield asyncio.run(_frame(store, f"frame: {name}", text, repetitions))


def baskets(menu: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Legal ones first, the largest of their kind; then those that are refused."""
    variants = [v["code"] for v in menu["variants"] if v["product"] == "S_PIZZA"]
    toppings = [topping["code"] for topping in menu["toppings"]]
    deals = [deal["code"] for deal in menu["deals"]]
    deals += [f"NOPE{number}" for number in range(12 - len(deals))]
    some = {code: {"1/2": "1", "2/2": "1"} for code in ("P", "M", "O", "K", "G", "V")}
    everything = {code: {"1/2": "1", "2/2": "2"} for code in toppings[:60]}
    unknown = {f"NOPE{number}": {"1/1": "1"} for number in range(60)}
    many = {f"NOPE{number}": {"1/1": "1"} for number in range(1_200)}
    largest = {f"NOPE{number:05}": {"1/1": "1"} for number in range(30_000)}
    return {
        "50 lines of 6 toppings on halves, 12 deals": {"lines": _lines(variants, some), "deals": deals[:12]},
        "50 lines of all toppings on halves, 12 deals": {
            "lines": _lines(variants, everything),
            "deals": deals[:12],
        },
        "50 lines of 60 unknown options": {"lines": [{"variant": variants[0], "options": unknown}] * 50},
        "1,200 unknown options on a line": {"lines": [{"variant": variants[0], "options": many}]},
        "1,200 lines": {"lines": [{"variant": variants[0]}] * 1_200},
        "a body of 1 MB of unknown options": {"lines": [{"variant": variants[0], "options": largest}]},
    }


def _lines(variants: list[str], options: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"variant": variants[n % len(variants)], "quantity": 1 + n % 3, "options": options} for n in range(50)
    ]


type Door = Callable[[dict[str, Any]], tuple[float, int, int, str]]


def _doors(store: str) -> dict[str, Door]:
    address = {"service": "DELIVERY", "address": ADDRESS | {"lat": LAT, "lon": LON}}
    paths = {
        "check": (f"/api/v1/stores/{store}/menu/basket", {}),
        "validate": ("/api/v1/orders/validate", {"store_id": store, "service": "CARRYOUT"}),
        "price": ("/api/v1/orders/price", address),
    }
    return {name: _door(path, more) for name, (path, more) in paths.items()}


def _door(path: str, more: dict[str, Any]) -> Door:
    from django.db import connection

    from benchmarks.platform.counters import processor_seconds
    from dominos.kernel.auth import Role
    from dominos.kernel.ids import new_id
    from dominos.kernel.testing.api import client, principal

    def call(basket: dict[str, Any]) -> tuple[float, int, int, str]:
        api, body = client(principal(Role.GUEST)), json.dumps(basket | more)
        connection.ensure_connection()
        backend = {"postgresql": [connection.connection.info.backend_pid]}
        before = time.process_time() + sum(processor_seconds(backend).values())
        answer = api.post(path, body, content_type="application/json", HTTP_IDEMPOTENCY_KEY=str(new_id()))
        spent = time.process_time() + sum(processor_seconds(backend).values()) - before
        assert answer.status_code < 500, answer.content
        return 1000 * spent, len(body), len(answer.content), str(answer.status_code)

    return call


async def _frame(store: str, name: str, text: str, repetitions: int) -> Cost:
    from channels.testing import WebsocketCommunicator

    from dominos.asgi import application

    spent, stalls, answered, status = [], [], 0, ""
    for _ in range(repetitions):
        socket = WebsocketCommunicator(application, f"/ws/v1/stores/{store}/menu")
        assert (await socket.connect(timeout=10))[0]
        await socket.receive_from(timeout=10)
        ticker = asyncio.create_task(_longest_stall())
        await asyncio.sleep(10 * TICK)
        before = time.process_time()
        await socket.send_to(text_data=text)
        answer = await socket.receive_output(timeout=60)
        spent.append(1000 * (time.process_time() - before))
        ticker.cancel()
        stalls.append(1000 * await ticker)
        answered, status = len(answer.get("text", "")), _status(answer)
        await socket.disconnect(timeout=10)
    return Cost(name, median(spent), len(text), answered, status, median(stalls))


def _status(answer: Mapping[str, Any]) -> str:
    if answer["type"] == "websocket.close":
        return f"closed, {answer['code']}"
    return str(json.loads(answer["text"])["type"])


async def _longest_stall() -> float:
    """Until cancelled: the longest time that the loop came late, in seconds."""
    longest = 0.0
    try:
        while True:
            began = time.perf_counter()
            await asyncio.sleep(TICK)
            longest = max(longest, time.perf_counter() - began - TICK)
    except asyncio.CancelledError:
        return longest


def _page(costs: list[Cost]) -> Iterator[str]:
    command = " ".join(["python -m benchmarks.baskets", *sys.argv[1:]])
    yield f"""# What the worst baskets cost

Written by `{command}`. The largest baskets that are looked at and the
largest that are refused, at each door: checking, validating and pricing over REST, and a frame of the menu's websocket.
Processor time of process and database; for a frame, how long the loop that serves all sockets of a process stood still
meanwhile. "Before": before counts were looked at first, and sockets looked at baskets beside their loop.

| what | processor, ms | sent, bytes | answered | bytes | loop, ms | before |
|---|---|---|---|---|---|---|"""
    for cost in costs:
        stall = "" if cost.stall is None else f"{cost.stall:.0f}"
        door, _, what = cost.name.partition(": ")
        before = BEFORE.get(cost.name) or (BEFORE.get(what, "") if door == "check" else "")
        figures = f"{cost.processor:,.1f} | {cost.sent:,} | {cost.status} | {cost.answered:,} | {stall}"
        yield f"| {cost.name} | {figures} | {before} |"


if __name__ == "__main__":
    main()
