"""The chain's figures by day and store."""

from datetime import date
from uuid import UUID

from django.db.models import Sum

from apps.dashboard.models import DayFigure
from apps.dashboard.queries.answers import SalesRowAnswer
from apps.dashboard.queries.measures import WHOLE, Measure
from apps.dashboard.queries.reports.scope import Cells, Scope, refunds
from apps.dashboard.queries.reports.subjects import mean_stars
from apps.orders.contract.types import OrderChannel

MEASURES = (
    Measure.PLACED,
    Measure.COMPLETED,
    Measure.PROMISE,
    Measure.FAILED,
    Measure.SALE,
    Measure.STARS,
)
_GROUP = ("day", "store_id", "currency")
type Group = tuple[date, UUID, str]


def list_sales(scope: Scope) -> list[SalesRowAnswer]:
    """Figures for each business day and store: orders placed, completed, on time; money in minor units; mean stars."""
    found: dict[Group, Cells] = {}
    figures = scope.of(DayFigure.objects.filter(measure__in=MEASURES))
    for *group, measure, key, count, amount in figures.values_list(
        *_GROUP, "measure", "key", "count", "amount"
    ):
        found.setdefault(tuple(group), Cells()).add(measure, key, count, amount)
    went_back = {
        tuple(group): amount for *group, amount in refunds(scope).values_list(*_GROUP).annotate(Sum("amount"))
    }
    groups = sorted(found.keys() | went_back.keys(), key=lambda group: (group[0], str(group[1]), group[2]))
    return [_row(group, found.get(group, Cells()), went_back.get(group, 0)) for group in groups]


def _row(group: Group, cells: Cells, refunded: int) -> SalesRowAnswer:
    channels = {channel: cells.count(Measure.PLACED, channel) for channel in OrderChannel}
    stars = mean_stars(cells)
    return SalesRowAnswer(
        day=group[0],
        store_id=group[1],
        currency=group[2],
        placed=cells.count(Measure.PLACED),
        channels={channel: count for channel, count in channels.items() if count},
        completed=cells.count(Measure.COMPLETED),
        on_time=cells.count(Measure.PROMISE, "early", "in_window"),
        failed_deliveries=cells.count(Measure.FAILED),
        sold=cells.amount(Measure.COMPLETED),
        captured=cells.amount(Measure.SALE, WHOLE),
        refunded=refunded,
        stars=stars,
    )
