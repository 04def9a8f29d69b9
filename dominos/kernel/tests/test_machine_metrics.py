"""What a program tells of its machine."""

import socket
import time
from contextlib import closing
from threading import Thread

import pytest
from django.conf import settings
from django.db import connection, connections

from dominos.kernel.postgres.gauges import BLOCKING, DatabaseCollector
from dominos.kernel.telemetry import machine_metrics
from dominos.kernel.telemetry.machine_metrics import MachineCollector, seconds_ahead


def told(collector):
    return {family.name: family.samples[0].value for family in collector.collect()}


def test_a_clock_that_is_ahead_of_the_others_shows(monkeypatch, tmp_path):
    assert seconds_ahead(settings.REDIS_URL) == pytest.approx(0, abs=0.2)
    real = time.time
    monkeypatch.setattr(machine_metrics.time, "time", lambda: real() + 20)
    figures = told(MachineCollector(settings.REDIS_URL, tmp_path / "not" / "there"))
    assert figures["clock_ahead_seconds"] == pytest.approx(20, abs=0.2)
    assert 0 < figures["files_available_bytes"] <= figures["files_capacity_bytes"]


def test_without_redis_no_clock_is_told_and_the_rest_is(tmp_path):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        figures = told(MachineCollector(f"redis://127.0.0.1:{closed.getsockname()[1]}/0", tmp_path))
    assert "clock_ahead_seconds" not in figures and figures["files_capacity_bytes"]


@pytest.mark.django_db(transaction=True)
def test_a_database_that_stores_nothing_shows():
    assert told(DatabaseCollector()) == {"database_read_only": 0, "database_blocking_seconds": 0}
    with connection.cursor() as cursor:
        cursor.execute("SET default_transaction_read_only = on")
        try:
            assert told(DatabaseCollector())["database_read_only"] == 1
        finally:
            cursor.execute("RESET default_transaction_read_only")


@pytest.mark.django_db(transaction=True)
def test_who_holds_up_others_shows():
    lock = "SELECT pg_advisory_xact_lock(180018)"
    holder = connections["default"].copy()
    with closing(holder), holder.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute(lock)
        waiting = Thread(target=_take, args=(lock,))
        waiting.start()
        try:
            for _ in range(200):
                with connection.cursor() as asking:
                    asking.execute(BLOCKING)
                    (seconds,) = asking.fetchone()
                if seconds:
                    break
                time.sleep(0.02)
        finally:
            cursor.execute("ROLLBACK")
            waiting.join()
    assert seconds > 0


def _take(lock):
    with connection.cursor() as cursor:
        cursor.execute(lock)
    connection.close()
