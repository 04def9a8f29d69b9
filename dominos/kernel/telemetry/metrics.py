"""`/metrics` for Prometheus: the processes' counters, and gauges computed for each response."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.registry import Collector

from dominos.kernel.config import env
from dominos.kernel.telemetry.counters import counted_in

_collectors: list[Collector] = []


def expose(collector: Collector) -> None:
    """Registers a collector of gauges that are computed for each response. Each class is registered once."""
    _collectors[:] = [known for known in _collectors if type(known) is not type(collector)]
    _collectors.append(collector)


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The metrics of all web processes of this container, and of the registered collectors."""
    folder = env.text("PROMETHEUS_MULTIPROC_DIR", "")
    registry = counted_in(folder) if folder else REGISTRY
    return HttpResponse(generate_latest(registry) + _of_the_database(), content_type=CONTENT_TYPE_LATEST)


def _of_the_database() -> bytes:
    registry = CollectorRegistry(auto_describe=False)
    try:
        for collector in _collectors:
            registry.register(collector)
        return generate_latest(registry)
    except DatabaseError:
        connection.close()
        return b""


urlpatterns = [path("metrics", metrics, name="metrics")]
