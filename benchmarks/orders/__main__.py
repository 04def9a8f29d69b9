"""How fast one process quotes, places, reads and moves orders, other apps' answers coming from memory.

`DOMINOS_APPS=orders .venv/bin/python -m dominos.development run .venv/bin/python -m benchmarks.orders [orders]`
prints, for each call, statements, median and 99th percentile in ms, and the whole flow's orders per second.
"""

import os
import sys
import time
from collections.abc import Callable
from statistics import median, quantiles
from typing import Any

import django

LINES = [{"variant": "14HT", "quantity": 1, "options": {"P": {"1/1": 1}}}] * 2


def main(orders: int) -> None:
    """Runs the flow in a database of its own."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dominos.settings")
    os.environ |= dict.fromkeys(("THROTTLE_CUSTOMER", "THROTTLE_STAFF"), "1000000/min")
    os.environ |= {"LOG_LEVEL": "ERROR", "DATABASE_URL": os.environ["DATABASE_URL"] + "_orders_benchmark"}
    django.setup()
    from django.test.utils import setup_databases, setup_test_environment, teardown_databases

    setup_test_environment()
    made = setup_databases(verbosity=0, interactive=False)
    try:
        report(measure(orders))
    finally:
        teardown_databases(made, verbosity=0)


def measure(orders: int) -> dict[str, list[tuple[float, int]]]:
    """Seconds and statements of each call, by name."""
    from apps.orders.models import Order
    from apps.orders.quotes.store_changes import note_menu
    from apps.orders.tests.builders import World
    from dominos.kernel.testing.api import client
    from dominos.kernel.unit_of_work import unit_of_work

    world = World()
    world.provide()
    with unit_of_work("orders"):
        note_menu(world.store.id, world.menu.version)
    calls: dict[str, list[tuple[float, int]]] = {}
    for _ in range(orders):
        quote = timed(calls, "quote", lambda: world.quote(lines=LINES))
        placed = timed(calls, "place", lambda quote=quote: world.post_order(quote["id"])).json()
        url = f"/api/v1/orders/{placed['id']}"
        timed(calls, "read", lambda url=url: client(world.customer).get(url))
        order = Order.objects.get(pk=placed["id"])
        timed(calls, "paid (event)", lambda order=order: world.pay(order))
        timed(calls, "accept", lambda order=order: world.act(order, "accept"))
    return calls


def timed(calls: dict[str, list[tuple[float, int]]], name: str, call: Callable[[], Any]) -> Any:
    """The call's answer; its time and statements are kept under `name`."""
    from django.db import connection, reset_queries
    from django.test.utils import CaptureQueriesContext

    reset_queries()
    with CaptureQueriesContext(connection) as captured:
        started = time.perf_counter()
        answer = call()
        seconds = time.perf_counter() - started
    calls.setdefault(name, []).append((seconds, len(captured)))
    return answer


def report(calls: dict[str, list[tuple[float, int]]]) -> None:
    """A line for each call, and the flow of a customer together."""
    for name, found in calls.items():
        times = [1000 * seconds for seconds, _ in found]
        print(  # noqa: T201
            f"{name:14} {max(n for _, n in found):3} statements"
            f" {median(times):7.1f} ms median {quantiles(times, n=100)[98]:7.1f} ms p99"
        )
    flow = [
        sum(parts)
        for parts in zip(*([s for s, _ in calls[n]] for n in ("quote", "place", "read")), strict=True)
    ]
    print(f"quote + place + read: {len(flow) / sum(flow):.0f} orders/s in one process")  # noqa: T201


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
