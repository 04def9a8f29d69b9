"""Gauges of the database for `/metrics`: whether it accepts writes, and which sessions block others."""

from collections.abc import Iterator

from django.db import connection
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

READ_ONLY = "SELECT (pg_is_in_recovery() OR current_setting('default_transaction_read_only')::boolean)::int"
BLOCKING = """
SELECT coalesce(max(extract(epoch FROM clock_timestamp() - holder.xact_start)), 0)
FROM pg_stat_activity waiting
CROSS JOIN unnest(pg_blocking_pids(waiting.pid)) AS blocker(pid)
JOIN pg_stat_activity holder ON holder.pid = blocker.pid
WHERE waiting.wait_event_type = 'Lock' AND waiting.datname = current_database()
"""
GAUGES = {
    "database_read_only": ("1 where nothing can be stored: a full disk, or a replica", READ_ONLY),
    "database_blocking_seconds": ("age of a transaction whose locks others wait for; 0: none", BLOCKING),
}


class DatabaseCollector(Collector):
    """A gauge for each question."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        for name, (words, question) in GAUGES.items():
            with connection.cursor() as cursor:
                cursor.execute(question)
                yield GaugeMetricFamily(name, words, float(cursor.fetchone()[0]))
