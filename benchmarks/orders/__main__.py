"""How fast one process quotes, places, reads and moves orders, other apps' answers coming from memory.

`DOMINOS_APPS=orders .venv/bin/python -m dominos.development run .venv/bin/python -m benchmarks.orders [orders]`
prints, for each call, statements, median and 99th percentile in ms, and the whole flow's orders per second.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median, quantiles
from typing import Any

import django

LINES = [{"variant": "14HT", "quantity": 1, "options": {"P": {"1/1": 1}}}] * 2


def main(orders: int) -> None:
    """Runs the flow so many times."""
    with in_a_database_of_its_own() as world:
        calls: dict[str, list[tuple[float, int]]] = {}
        for _ in range(orders):
            for name, call in one_order(world):
                timed(calls, name, call)
        report(calls)


@contextmanager
def in_a_database_of_its_own() -> Iterator[Any]:
    """The world of the tests of orders."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dominos.settings")
    os.environ |= dict.fromkeys(("THROTTLE_CUSTOMER", "THROTTLE_STAFF"), "1000000/min")
    os.environ |= {"LOG_LEVEL": "ERROR", "DATABASE_URL": os.environ["DATABASE_URL"] + "_orders_benchmark"}
    django.setup()
    from django.test.utils import setup_databases, setup_test_environment, teardown_databases

    setup_test_environment()
    made = setup_databases(verbosity=0, interactive=False)
    try:
        yield _world()
    finally:
        teardown_databases(made, verbosity=0)


def _world() -> Any:
    from apps.orders.quotes.store_changes import note_menu
    from apps.orders.tests.builders import World
    from dominos.kernel.unit_of_work import unit_of_work

    world = World()
    world.provide()
    with unit_of_work("orders"):
        note_menu(world.store.id, world.menu.version)
    return world


def one_order(world: Any) -> Iterator[tuple[str, Callable[[], Any]]]:
    """The calls of an order by name, one after the other: each has to be called before the next is asked for."""
    from apps.orders.models import Order
    from dominos.kernel.testing.api import client

    told: dict[str, Any] = {}

    def keep(name: str, answer: Any) -> Any:
        told[name] = answer
        return answer

    yield "quote", lambda: keep("quote", world.quote(lines=LINES))
    yield "place", lambda: keep("order", world.post_order(told["quote"]["id"]).json())
    yield "read", lambda: client(world.customer).get(f"/api/v1/orders/{told['order']['id']}")
    order = Order.objects.get(pk=told["order"]["id"])
    yield "paid (event)", lambda: world.pay(order)
    yield "accept", lambda: world.act(order, "accept")


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
