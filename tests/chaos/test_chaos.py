"""A thousand orders under every fault we know: afterwards orders, money and deliveries agree."""

import os
from dataclasses import fields

import pytest

from apps.orders.domain.states import OrderAction
from tests.chaos.crashes import MAX_POINTS
from tests.chaos.edges import HEAVY
from tests.chaos.fault_run import OUTAGES, fault_run
from tests.chaos.report import figures
from tests.chaos.town import SMALL_TOWN

SEEDS = [int(os.environ["CHAOS_SEED"])] if "CHAOS_SEED" in os.environ else [1, 2]
ORDERS = int(os.environ.get("CHAOS_ORDERS", "540"))
WAYS = {OrderAction.FAIL_DELIVERY}
"""What an order comes to only where every step of a scenario did what it is for."""

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("seed", SEEDS)
def test_orders_money_and_deliveries_agree(seed, monkeypatch):
    result = fault_run(monkeypatch, seed, ORDERS)
    print("\n".join(figures(result)))
    again = f"CHAOS_SEED={seed} CHAOS_ORDERS={ORDERS} pytest tests/chaos/test_chaos.py"
    assert not missed(result)
    assert not result.wrong, "\n".join([f"{len(result.wrong)} wrong, again: {again}", *result.wrong[:40]])


def missed(result):
    """Which faults such a run has without having met them, which places to die at, and which ways of an order."""
    faults = {field.name.replace("_", " ") for field in fields(HEAVY)} - {"crash"}
    wanted = faults | {f"crash: {place}" for place in MAX_POINTS} | {f"outage: {name}" for name in OUTAGES}
    taken = {action for _, action, _, _ in result.trace}
    return sorted(name for name in wanted if not result.counts[name]) + sorted(WAYS - taken)


def test_the_same_seed_is_the_same_run(monkeypatch):
    """Whatever the identifiers, the clock and the dice do, they do again: a failure can be looked at twice."""
    first, second = (fault_run(monkeypatch, 99, 15, size=SMALL_TOWN).trace for _ in range(2))
    assert first == second
