"""`/metrics` for Prometheus: what the processes count, and how the bus and the workers are."""

from collections.abc import Iterator

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.models import Count, Min, Q
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from redis.exceptions import RedisError

from dominos.kernel import env
from dominos.kernel.clock import now
from dominos.kernel.messaging.outbox import table

SEEN = "worker-seen:{}"
DAY = 86_400


def worker_is_alive(app: str) -> None:
    """Notes that a worker does something for the app: its relay runs every two seconds."""
    cache.set(SEEN.format(app), now().timestamp(), DAY)


_collectors: list[Collector] = []


def expose(collector: Collector) -> None:
    """Adds an app's own gauges, read anew whenever `/metrics` is asked for. Its class counts once."""
    _collectors[:] = [known for known in _collectors if type(known) is not type(collector)]
    _collectors.append(collector)


class BusCollector(Collector):
    """Gauges by app: waiting and dead deliveries, the age of the oldest, dead letters, when a worker was seen."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        gauges = {name: GaugeMetricFamily(name, help, labels=["app"]) for name, help in GAUGES.items()}
        for app in settings.ENABLED_APPS:
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
    waiting = Q(done_at=None, dead_at=None)
    found = table(app, "OutboxDelivery").objects.aggregate(
        waiting=Count("id", filter=waiting),
        oldest=Min("due_at", filter=waiting),
        dead=Count("id", filter=~Q(dead_at=None)),
    )
    figures = {
        "outbox_waiting": found["waiting"],
        "outbox_oldest_due_seconds": max(0.0, (now() - found["oldest"]).total_seconds())
        if found["oldest"]
        else 0,
        "outbox_dead": found["dead"],
        "inbox_dead_letters": table(app, "DeadLetter").objects.count(),
    }
    if (seen := _last_seen(app)) is not None:
        figures["worker_last_seen_seconds"] = now().timestamp() - seen
    return figures


def _last_seen(app: str) -> float | None:
    try:
        seen: float | None = cache.get(SEEN.format(app))
    except (OSError, RedisError):
        return None
    return seen


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The exposition of all web processes of this container, and of the bus."""
    registry = REGISTRY
    if env.text("PROMETHEUS_MULTIPROC_DIR", ""):
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return HttpResponse(generate_latest(registry) + _of_the_database(), content_type=CONTENT_TYPE_LATEST)


def _of_the_database() -> bytes:
    registry = CollectorRegistry(auto_describe=False)
    try:
        for collector in (BusCollector(), *_collectors):
            registry.register(collector)
        return generate_latest(registry)
    except DatabaseError:
        connection.close()
        return b""


urlpatterns = [path("metrics", metrics, name="metrics")]
