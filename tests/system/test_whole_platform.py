"""What one placed and paid order costs the whole platform, all its programs together; its benchmark measures it."""

import asyncio
import os
from urllib.parse import urlsplit
from uuid import UUID

import psycopg
import pytest
from django.conf import settings

from benchmarks.growth.copies import Growth, grow, pattern_of
from benchmarks.platform.counters import Database
from benchmarks.platform.measurements import Plan, drained, measure
from benchmarks.platform.report import bars, page
from benchmarks.platform.stage import staged
from dominos.development import State
from dominos.development.databases import copy_of
from tests.system.processes import environment

pytestmark = pytest.mark.slow
BUDGET = {"statements": 45, "transactions": 18, "connections": 0.3, "messages": 4, "deliveries": 8}
"""Of an order by one customer, until nothing is left to do, with what idling costs taken off."""
GLANCE = Plan(
    repetitions=1, users=2, seconds=0.5, warm=0.2, sustained=0.5, counted=20, idle=8, live=1, live_rate=5
)
"""All that the benchmark does, too short to tell a rate."""


@pytest.fixture
def stage(city, tmp_path):
    """The platform and the floor on the servers of this test run."""
    url = environment()["DATABASE_URL"]
    database = Database(url)
    if not database.is_counting():
        pytest.skip("this PostgreSQL has not loaded pg_stat_statements: nothing was counted")
    variables = {
        "DATABASE_URL": url,
        "REDIS_URL": settings.REDIS_URL,
        "PERSON_KEYS": ",".join(settings.PERSON_KEYS),  # who signs in is found by them
        "REDIS_PREFIX": f"whole-{os.getpid()}",
        "DATA_DIR": str(settings.DATA_DIR),
    }
    with copy_of("template1", "floor") as name:
        floor = Database(urlsplit(url)._replace(path=f"/{name}").geturl())
        with staged(State(tmp_path / "state"), database, floor, settings.REDIS_URL, variables) as built:
            yield built


def test_an_order_stays_within_the_budget_of_the_whole_platform(stage):
    results = asyncio.run(measure(stage, GLANCE))
    assert not results.errors()
    found = results.costs.order.as_dict()
    print({name: round(value, 2) for name, value in found.items()})
    over = {name: found[name] for name, most in BUDGET.items() if found[name] > most}
    asked = "\n".join(
        f"{calls} {' '.join(query.split())[:200]}" for calls, _, query in stage.database.statements()
    )
    assert not over, asked
    assert found["statements"] > 10 and found["messages"] >= 1
    assert {bar.name for bar in bars(results)} and "## Processor time and memory" in page(results, "test")
    assert len(results.delays) == 5 and max(results.delays) < float("inf")
    asyncio.run(drained(stage))
    with stage.frozen():  # it would go on with orders of which only some tables have been copied
        its_orders_are_copied(stage.database)


def its_orders_are_copied(database):
    """As `benchmarks.growth` does it: in every table, and as many."""
    ((order, before),) = database.rows("SELECT max(id::text), count(*) FROM orders_order")
    with psycopg.connect(database.url, autocommit=True) as connection:
        pattern = pattern_of(connection, settings.ALL_APPS, UUID(order))
    added = dict(grow(database.url, settings.ALL_APPS, [pattern], Growth(orders=20, a_day=10)))
    assert added["orders_order"] == added["payments_payment"] == added["dashboard_boardorder"] == 20
    days = "SELECT count(*), count(DISTINCT business_date), count(DISTINCT number) FROM orders_order"
    assert database.rows(days) == [(before + 20, 3, before + 20)]
