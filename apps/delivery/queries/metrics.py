"""Prometheus metrics of delivery: that the dispatcher is running, and what waits for it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db.models import Count, QuerySet
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from redis.exceptions import RedisError

from apps.delivery.contract.types import DeliveryStatus
from apps.delivery.domain.providers import ASKED_FOR, JobCall
from apps.delivery.models import Delivery, ProviderJob
from apps.delivery.queries.market import rules
from dominos.kernel.clock import now

NOBODYS = (DeliveryStatus.WAITING, DeliveryStatus.OFFERED)
IN_VAIN = 3
SEEN, KEPT_SECONDS = "dispatcher-ran", 86_400


def dispatcher_ran() -> None:
    """Records that the one dispatcher has just decided."""
    try:
        cache.set(SEEN, now().timestamp(), KEPT_SECONDS)
    except (OSError, RedisError):
        return


def waiting_too_long() -> QuerySet[Delivery]:
    """Food that has been in the rack alarmingly long and that nobody has accepted."""
    return Delivery.objects.filter(status__in=NOBODYS, is_released=True, ready_at__lt=_too_long_since())


def waits_too_long(delivery: Delivery) -> bool:
    """Whether the delivery is one of those."""
    return delivery.status in NOBODYS and delivery.is_released and delivery.ready_at < _too_long_since()


def _too_long_since() -> datetime:
    return now() - timedelta(seconds=rules().alarm_after_seconds)


class DispatchCollector(Collector):
    """Seconds since the dispatcher's last run (absent if never), deliveries without a courier, those waiting
    too long, and those whose provider does not answer.
    """

    def collect(self) -> Iterator[GaugeMetricFamily]:
        waiting = Delivery.objects.filter(status=DeliveryStatus.WAITING)
        yield GaugeMetricFamily(
            "delivery_waiting", "deliveries nobody is asked to bring", value=waiting.count()
        )
        overdue = waiting_too_long()
        yield GaugeMetricFamily(
            "delivery_ready_without_courier",
            "deliveries whose food has been ready for too long without anybody to bring it",
            value=overdue.count(),
        )
        yield _unanswered()
        if (seen := _last_seen()) is not None:
            yield GaugeMetricFamily(
                "delivery_dispatcher_last_run_seconds",
                "seconds since the dispatcher decided",
                value=now().timestamp() - seen,
            )


def _unanswered() -> GaugeMetricFamily:
    asked = ProviderJob.objects.filter(created_at__gt=now() - ASKED_FOR).exclude(call=JobCall.NOTHING)
    jobs = asked.filter(attempts__gte=IN_VAIN)
    figure = GaugeMetricFamily(
        "delivery_provider_unanswered",
        f"deliveries about which their provider was asked {IN_VAIN} times in a row without an answer",
        labels=["provider"],
    )
    for provider, count in jobs.values_list("provider").annotate(Count("id")):
        figure.add_metric([provider], count)
    return figure


def _last_seen() -> float | None:
    try:
        seen: float | None = cache.get(SEEN)
    except (OSError, RedisError):
        return None
    return seen
