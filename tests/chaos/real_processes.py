"""`make chaos`: real processes under load, killed by -9 at random; then no more faults, and the audit of the tests.

Not collected with the tests: it takes minutes. CHAOS_MINUTES (3), CHAOS_SEED (1), CHAOS_CUSTOMERS (6).
"""

import os
import time
from datetime import UTC, datetime
from random import Random

import pytest
import redis
from django.conf import settings

from apps.delivery.models import Courier
from apps.orders.models import Order
from dominos.development.platform import is_ready
from tests.chaos.clients import Clients
from tests.chaos.fault_run import drain, result_of, simulated_edges, virtual_time
from tests.chaos.processes import Processes
from tests.chaos.report import figures
from tests.chaos.town import LARGE_TOWN, make_town
from tests.system.processes import wait_until

SECONDS = float(os.environ.get("CHAOS_MINUTES", "3")) * 60
SEED = int(os.environ.get("CHAOS_SEED", "1"))
CUSTOMERS = int(os.environ.get("CHAOS_CUSTOMERS", "6"))
A_KILL_EVERY, COURIERS, CALM = 6.0, 2, 10.0


@pytest.mark.django_db(transaction=True)
def test_orders_money_and_deliveries_agree_after_kills(monkeypatch, tmp_path):
    redis.Redis.from_url(settings.REDIS_URL).flushdb()
    begin, town = datetime.now(UTC), make_town(LARGE_TOWN)
    processes = Processes(tmp_path, Random(SEED))
    clients = Clients(town, processes.port, processes.realtime_port, SEED)
    try:
        wait_until(lambda: is_ready(f"http://127.0.0.1:{processes.health['web']}"), 120)
        wait_until(lambda: is_ready(f"http://127.0.0.1:{processes.health['realtime']}"), 120)
        clients.begin(CUSTOMERS, {shop.id: _couriers(shop.id) for shop in town.shops})
        processes.kill_at_random(SECONDS, A_KILL_EVERY)
        clients.end()
        time.sleep(CALM)
    finally:
        clients.end()
        processes.stop()
    placed = Order.objects.count()
    with (
        virtual_time(monkeypatch, SEED, datetime.now(UTC)) as stopped,
        simulated_edges(monkeypatch, SEED, stopped) as world,
    ):
        drain(world, town)
        world.counts.update(processes.counts + clients.counts)
        result = result_of(world, SEED, begin)
    print("\n".join(figures(result)))
    assert placed, "nobody could order anything"
    assert not result.wrong, "\n".join(result.wrong[:60])


def _couriers(store_id):
    hired = Courier.objects.filter(home_store_id=store_id).order_by("user_id")
    return list(hired.values_list("user_id", flat=True)[:COURIERS])
