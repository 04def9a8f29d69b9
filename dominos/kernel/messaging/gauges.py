"""Gauges of the bus and its workers, for `/metrics`."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

from django.core.cache import cache
from django.db.models import QuerySet
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from redis.exceptions import RedisError

from dominos.kernel.clock import now
from dominos.kernel.messaging.outbox import table
from dominos.kernel.messaging.topology import installed_apps

SEEN = "worker-seen:{}"
DAY = 86_400
COUNTED = 10_000  # more is said to be as many


def workers_are_alive(apps: Iterable[str]) -> None:
    """Records that a worker is active for these apps, when it relays their messages."""
    at = now().timestamp()
    with suppress(OSError, RedisError):
        cache.set_many({SEEN.format(app): at for app in apps}, DAY)


class BusCollector(Collector):
    """Gauges by app: waiting and dead deliveries, the age of the oldest, dead letters, when a worker was seen."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        gauges = {name: GaugeMetricFamily(name, help, labels=["app"]) for name, help in GAUGES.items()}
        for app in installed_apps():
            for name, value in _figures(app).items():
                gauges[name].add_metric([app], value)
        yield from gauges.values()


GAUGES = {
    "outbox_waiting": "deliveries not acknowledged yet",
    "outbox_oldest_due_seconds": "how long the most overdue delivery has been due",
    "outbox_dead": "deliveries given up",
    "inbox_dead_letters": "messages a handler failed",
    "worker_last_seen_seconds": "seconds since a worker served the app; absent if never",
}


def _figures(app: str) -> dict[str, float]:
    waiting, dead = open_deliveries(app), dead_deliveries(app)
    oldest = waiting.order_by("due_at").values_list("due_at", flat=True).first()
    figures = {
        "outbox_waiting": waiting[:COUNTED].count(),
        "outbox_oldest_due_seconds": max(0.0, (now() - oldest).total_seconds()) if oldest else 0,
        "outbox_dead": dead[:COUNTED].count(),
        "inbox_dead_letters": table(app, "DeadLetter").objects.all()[:COUNTED].count(),
    }
    if (seen := _last_seen(app)) is not None:
        figures["worker_last_seen_seconds"] = now().timestamp() - seen
    return figures


def open_deliveries(app: str) -> QuerySet[Any]:
    """Unacknowledged deliveries, which have a partial index of their own."""
    return table(app, "OutboxDelivery").objects.filter(done_at=None, dead_at=None).values("due_at")  # type: ignore[no-any-return]


def dead_deliveries(app: str) -> QuerySet[Any]:
    """Given-up deliveries, which have a partial index of their own."""
    return table(app, "OutboxDelivery").objects.filter(dead_at__isnull=False).values("dead_at")  # type: ignore[no-any-return]


def _last_seen(app: str) -> float | None:
    try:
        seen: float | None = cache.get(SEEN.format(app))
    except (OSError, RedisError):
        return None
    return seen
