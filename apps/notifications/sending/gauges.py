"""Gauges of outgoing messages for `/metrics`."""

from collections.abc import Iterator

from django.db.models import QuerySet
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from apps.notifications.domain.news import Channel
from apps.notifications.models import Outgoing, UnusableAddress
from dominos.kernel.clock import now

COUNTED = 10_000  # more is said to be as many


class OutgoingCollector(Collector):
    """By channel: waiting and failing messages, the age of the most overdue, suppressed addresses."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        waiting = GaugeMetricFamily("notifications_waiting", "not sent yet", labels=["channel"])
        overdue = GaugeMetricFamily(
            "notifications_oldest_due_seconds", "how long the most overdue has been due", labels=["channel"]
        )
        failing = GaugeMetricFamily(
            "notifications_failing", "tried in vain, and to be tried again", labels=["channel"]
        )
        unusable = GaugeMetricFamily(
            "notifications_unusable_addresses", "addresses nothing is sent to", labels=["channel"]
        )
        for channel in Channel:
            rows = Outgoing.objects.filter(channel=channel, done_at=None)
            waiting.add_metric([channel], rows.values("id")[:COUNTED].count())
            overdue.add_metric([channel], _overdue_seconds(rows))
            failing.add_metric([channel], rows.filter(attempts__gt=0).values("id")[:COUNTED].count())
            unusable.add_metric([channel], UnusableAddress.objects.filter(channel=channel)[:COUNTED].count())
        yield from (waiting, overdue, failing, unusable)


def _overdue_seconds(rows: QuerySet[Outgoing]) -> float:
    """Since when the first was due; of what has failed, since it was written: each failure moves when it is due."""
    due = rows.order_by("due_at").values_list("due_at", flat=True).first()
    failing = rows.filter(attempts__gt=0).order_by("created_at").values_list("created_at", flat=True).first()
    return max((0.0, *((now() - since).total_seconds() for since in (due, failing) if since)))
