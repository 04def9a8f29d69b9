"""Prometheus metrics of HTTP requests: number by response, and duration."""

from functools import lru_cache
from typing import Any

from prometheus_client import Counter, Histogram

RESPONSES = Counter("http_responses", "Answers by method, route and status.", ["method", "route", "status"])
SECONDS = Histogram(
    "http_request_seconds",
    "Seconds from a request to its answer, by method and route.",
    ["method", "route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def count(method: str, route: str | None, status: int, seconds: float) -> None:
    """Counts a finished request; `route` is None if no route matched."""
    responses, took = _series(method, route or "", status)
    responses.inc()
    took.observe(seconds)


@lru_cache(maxsize=4096)
def _series(method: str, route: str, status: int) -> tuple[Any, Any]:
    """Finding a metric's series by its labels is dearer than counting in it."""
    return RESPONSES.labels(method, route, str(status)), SECONDS.labels(method, route)
