"""What operators see of the bus and of the workers."""

import re

import pytest
import redis
from django.core.cache import cache
from django.db import connection

from dominos.kernel import clock
from dominos.kernel.ids import new_id
from dominos.kernel.messaging import gauges, timers
from dominos.kernel.testing.api import client
from dominos.kernel.testing.probe.handlers import FailProbe
from dominos.kernel.unit_of_work import send, unit_of_work

pytestmark = pytest.mark.django_db(transaction=True)


def scrape():
    answer = client().get("/metrics")
    assert answer.status_code == 200
    lines = re.findall(r'^(\w+)\{app="probe"\} (\S+)$', answer.content.decode(), re.MULTILINE)
    return {name: float(value) for name, value in lines}


def test_a_stuck_message_shows_as_waiting_late_and_dead_letter():
    cache.clear()
    assert scrape()["outbox_waiting"] == 0
    with clock.stopped() as stopped:
        probe_id = new_id()
        with unit_of_work("probe"):
            send(FailProbe(probe_id=probe_id, times=99), subject=probe_id)
        stopped.advance(seconds=65)
        figures = scrape()
    assert figures["outbox_waiting"] == 1
    assert figures["outbox_oldest_due_seconds"] == pytest.approx(60, abs=1)
    assert figures["inbox_dead_letters"] == 1


def test_a_dead_worker_shows():
    cache.clear()
    assert "worker_last_seen_seconds" not in scrape()
    with clock.stopped() as stopped:
        timers.relay(["probe"])
        stopped.advance(seconds=90)
        assert scrape()["worker_last_seen_seconds"] == pytest.approx(90, abs=1)


def test_ready_needs_the_database_and_reports_redis(monkeypatch):
    assert client().get("/health/live").json() == {"status": "ok"}
    ready = client().get("/health/ready")
    assert (ready.status_code, ready.json()["components"]) == (200, {"database": "up", "redis": "up"})


def test_without_redis_the_platform_is_ready_but_says_so(settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    ready = client().get("/health/ready")
    assert ready.status_code == 200
    assert ready.json()["components"]["redis"] == "down"
    with pytest.raises(redis.RedisError):
        redis.Redis.from_url(settings.REDIS_URL).ping()


@pytest.mark.parametrize("rows", [gauges.open_deliveries, gauges.dead_deliveries])
def test_what_is_counted_has_an_index_of_its_own(rows):
    """Which holds nothing else, so that counting takes as long after a million messages as after ten."""
    with connection.cursor() as cursor:
        cursor.execute("SET enable_seqscan = off; SET enable_bitmapscan = off")
        try:
            plan = rows("probe")[: gauges.COUNTED].explain()
        finally:
            cursor.execute("RESET enable_seqscan; RESET enable_bitmapscan")
    assert "Index Only Scan" in plan or "Index Scan" in plan, plan
    assert "Filter" not in plan, plan
