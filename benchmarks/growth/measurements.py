"""The same calls on databases of two sizes, by turns."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.test.utils import setup_test_environment, teardown_test_environment

from apps.dashboard.use_cases.day_figures import refresh_all
from apps.payments.ledger.reconciliation import reconcile
from benchmarks.platform.counters import processor_seconds
from benchmarks.platform.journeys import ADDRESS, CARD, CONTACT, LAT, LON
from dominos.celery import app as celery
from dominos.development.databases import using
from dominos.kernel.auth import Role
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.retention import purge
from dominos.kernel.testing.api import client, principal
from dominos.kernel.timers.beat import look_for

OPEN_ORDERS = 20
ENOUGH_SECONDS = 0.4
SALES_DAYS = 7
OUTDATED = """
INSERT INTO dashboard_changedday (store_id, day)
SELECT DISTINCT store_id, business_date FROM dashboard_boardorder WHERE business_date > current_date - 400"""
"""Days were copied without the trigger that has their figures made."""


@dataclass
class Cost:
    """Of one call, each time it was measured: seconds of processors and of the clock, and pages of the database."""

    processors: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    pages: list[float] = field(default_factory=list)


type Costs = dict[str, dict[str, Cost]]
"""By call, and by database."""


def measure(databases: Sequence[str], repetitions: int) -> Costs:
    """What each call costs in each database."""
    setup_test_environment()
    found: Costs = {}
    try:
        worlds = {}
        for name in databases:
            with using(name):
                worlds[name] = World()
        for _ in range(repetitions):
            for name, world in worlds.items():
                with using(name):
                    for call, step in world.calls().items():
                        step()  # plans and caches of this connection
                        _measure(step, found.setdefault(call, {}).setdefault(name, Cost()))
    finally:
        teardown_test_environment()
    return found


def _measure(step: Callable[[], object], cost: Cost) -> None:
    backend = {"postgresql": [connection.connection.info.backend_pid]}
    began, count = time.perf_counter(), 0
    before = time.process_time() + sum(processor_seconds(backend).values())
    pages = _pages()
    while not count or time.perf_counter() - began < ENOUGH_SECONDS:
        step()
        count += 1
    cost.seconds.append((time.perf_counter() - began) / count)
    cost.processors.append((time.process_time() + sum(processor_seconds(backend).values()) - before) / count)
    cost.pages.append((_pages() - pages) / count)


def _pages() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute("SELECT blks_hit + blks_read FROM pg_stat_database WHERE datname = current_database()")
        return int(cursor.fetchone()[0])


class World:
    """Who calls, and what for, in one database; some orders are open in it."""

    def __init__(self) -> None:
        nobody = client()
        here = _json(nobody.get(f"/api/v1/geo/locate?lat={LAT}&lon={LON}&service=DELIVERY"))
        self.store = UUID(here["store_id"])
        menu = _json(nobody.get(f"/api/v1/stores/{self.store}/menu"))
        self.pizza = next(
            v["code"] for v in menu["variants"] if v["product"] == "S_PIZZA" and v["size"] == "14"
        )
        self.staff = principal(Role.STORE_MANAGER, stores=(self.store,))
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT customer_id, id, number FROM orders_order WHERE status = 'COMPLETED'"
                " AND created_at < now() - interval '1 day' ORDER BY id DESC LIMIT 1"
            )
            self.customer, self.order, self.number = cursor.fetchone()
        with connection.cursor() as cursor:
            cursor.execute(OUTDATED)
        refresh_all()
        for _ in range(OPEN_ORDERS):
            self.buy()

    def calls(self) -> Mapping[str, Callable[[], object]]:
        """What is measured, by name."""
        owner, staff = client(principal(Role.CUSTOMER, id=self.customer)), client(self.staff)
        support = client(principal(Role.SUPPORT))
        timers = {entry["task"] for entry in celery.conf.beat_schedule.values()}
        today = now().date()
        first, last = today - timedelta(days=SALES_DAYS), today - timedelta(days=1)
        get: Callable[..., Callable[[], Any]] = lambda api, path: lambda: _json(api.get(f"/api/v1/{path}"))  # noqa: E731
        return {
            "order priced, placed and paid, with all that handlers do": self.buy,
            "own order": get(owner, f"orders/{self.order}"),
            "history, a customer's": _some(get(owner, "orders")),
            "orders of a store": _some(get(staff, "orders")),
            "an order by its number, at support": _some(
                get(support, f"orders/search?number={self.number.replace('#', '%23')}")
            ),
            "board": lambda: self._board(staff),
            "make line": get(staff, f"stores/{self.store}/make-line"),
            "sales of a week": _some(get(staff, f"dashboard/sales?first={first}&last={last}")),
            "reconciling a day": lambda: _reconciled(last),
            "looking which timers have work": lambda: look_for(timers),
            "purging where nothing is due": lambda: [purge(app) for app in settings.ALL_APPS],
        }

    def buy(self) -> None:
        """One order by a guest of its own."""
        api = client(principal(Role.GUEST))
        lines = [{"variant": self.pizza, "quantity": 1, "options": {"P": {"1/2": "1"}}}]
        basket = {"service": "DELIVERY", "address": ADDRESS | {"lat": LAT, "lon": LON}, "lines": lines}
        quote = _post(api, "orders/price", basket)
        order = _post(api, "orders", {"quote_id": quote["id"], "contact": CONTACT})
        payment = _post(api, "payments", {"order_id": order["id"], "method": CARD})
        assert payment["status"] == "AUTHORIZED", payment

    def _board(self, api: Any) -> None:
        shown = _json(api.get(f"/api/v1/dashboard/board?store={self.store}"))
        assert len(shown["orders"]) >= OPEN_ORDERS, len(shown["orders"])


def _some(ask: Callable[[], Any]) -> Callable[[], None]:
    def checked() -> None:
        assert ask()["results"]

    return checked


def _reconciled(day: Any) -> None:
    rows = list(reconcile(day))
    assert len(rows) > 100 and not any(row.differences for row in rows), rows[:3]


def _post(api: Any, path: str, body: object) -> Any:
    return _json(api.post(f"/api/v1/{path}", body, format="json", HTTP_IDEMPOTENCY_KEY=str(new_id())))


def _json(answer: Any) -> Any:
    assert answer.status_code in (200, 201), answer.content
    return answer.json()
