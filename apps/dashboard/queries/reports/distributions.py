"""Hours by weekdays, and refunds by their reasons."""

from collections import Counter, defaultdict

from django.db.models import Count, Sum
from django.db.models.functions import ExtractIsoWeekDay

from apps.dashboard.domain.reports import Cell, Column, Heading, Table, Unit
from apps.dashboard.models import DayFigure
from apps.dashboard.queries.measures import Measure
from apps.dashboard.queries.reports.scope import Scope, refunds

WEEKDAYS = range(1, 8)
MAX_REASONS = 100


def hours(scope: Scope) -> list[Table]:
    """Orders placed by the hour of the store's clock and the weekday of its business day, 1 is Monday."""
    figures = scope.of(DayFigure.objects.filter(measure=Measure.HOUR)).annotate(
        weekday=ExtractIsoWeekDay("day")
    )
    sums: dict[str, Counter[tuple[str, int]]] = defaultdict(Counter)
    for currency, hour, weekday, orders in figures.values_list("currency", "key", "weekday").annotate(
        Sum("count")
    ):
        sums[currency][hour, weekday] += orders
    weekdays = [Column(f"weekday {day}", Unit.COUNT) for day in WEEKDAYS]
    columns = (Column(Heading.HOUR, Unit.TEXT), *weekdays)
    return [
        Table(
            currency,
            columns,
            [[hour, *(found[hour, day] for day in WEEKDAYS)] for hour in sorted({hour for hour, _ in found})],
        )
        for currency, found in sorted(sums.items())
    ]


def refund_reasons(scope: Scope) -> list[Table]:
    """Refunds by their reason, the largest first; amounts that banks returned are negative."""
    columns = (
        Column(Heading.REASON, Unit.TEXT),
        Column(Heading.REFUNDS),
        Column(Heading.REFUNDED, Unit.MONEY),
    )
    rows: dict[str, list[list[Cell]]] = defaultdict(list)
    sums = refunds(scope).values_list("currency", "reason").annotate(Count("message_id"), total=Sum("amount"))
    for currency, reason, times, amount in sums.order_by("-total", "reason"):
        rows[currency].append([reason, times, amount])
    return [
        Table(currency, columns, [*found[:MAX_REASONS], *_others(found), _all(found)], has_total=True)
        for currency, found in sorted(rows.items())
    ]


def _others(rows: list[list[Cell]]) -> list[list[Cell]]:
    left = rows[MAX_REASONS:]
    return [["…", *_all(left)[1:]]] if left else []


def _all(rows: list[list[Cell]]) -> list[Cell]:
    return [None, sum(int(row[1] or 0) for row in rows), sum(int(row[2] or 0) for row in rows)]
