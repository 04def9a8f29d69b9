"""What `/metrics` shows of delivery: that the dispatcher is at work, and what waits for it."""

from collections.abc import Iterator

from django.core.cache import cache
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from redis.exceptions import RedisError

from apps.delivery.contract.types import DeliveryStatus
from apps.delivery.models import Delivery
from dominos.kernel.clock import now

SEEN, KEPT_SECONDS = "dispatcher-ran", 86_400


def dispatcher_ran() -> None:
    """Notes that the one dispatcher has decided just now."""
    try:
        cache.set(SEEN, now().timestamp(), KEPT_SECONDS)
    except (OSError, RedisError):
        return


class DispatchCollector(Collector):
    """Seconds since the dispatcher ran last (absent if never), deliveries without a courier."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        waiting = Delivery.objects.filter(status=DeliveryStatus.WAITING)
        yield GaugeMetricFamily(
            "delivery_waiting", "deliveries nobody is asked to bring", value=waiting.count()
        )
        if (seen := _last_seen()) is not None:
            yield GaugeMetricFamily(
                "delivery_dispatcher_last_run_seconds",
                "seconds since the dispatcher decided",
                value=now().timestamp() - seen,
            )


def _last_seen() -> float | None:
    try:
        seen: float | None = cache.get(SEEN)
    except (OSError, RedisError):
        return None
    return seen
