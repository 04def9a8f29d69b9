"""Couriers, and customers by the month of their first order."""

from collections import Counter, defaultdict
from collections.abc import Collection
from uuid import UUID

from django.db.models import Sum
from django.db.models.functions import TruncMonth

from apps.dashboard.domain.reports import Cell, Column, Heading, Table, Unit, mean, share
from apps.dashboard.models import BoardOrder, BoardShift, DayFigure
from apps.dashboard.queries.measures import Measure
from apps.dashboard.queries.reports.scope import Cells, Figure, Scope, by_key, tables

M, H = Measure, Heading
_MINUTES = "minutes"


def couriers(scope: Scope) -> list[Table]:
    """Per courier: deliveries, hours of finished shifts, punctuality and cash taken."""
    groups = by_key(scope, [M.COURIER, M.KEPT, M.TIP])
    worked = dict(
        scope.of(BoardShift.objects.all(), "business_date")
        .values_list("courier_id")
        .annotate(Sum("worked_minutes"))
    )
    known = _names({UUID(key) for found in groups.values() for key in found}, scope)
    for found in groups.values():
        for key, cells in found.items():
            cells.add(_MINUTES, "", worked.get(UUID(key), 0), 0)
    figures: tuple[tuple[Column, Figure], ...] = (
        (Column(H.DELIVERIES), lambda cells: cells.count(M.COURIER)),
        (Column(H.HOURS, Unit.TENTHS), lambda cells: mean(_minutes(cells) * 10, 60)),
        (Column(H.AN_HOUR, Unit.TENTHS), _an_hour),
        (Column(H.ON_TIME, Unit.SHARE), lambda cells: share(cells.count(M.KEPT), cells.count(M.COURIER))),
        (Column(H.CASH, Unit.MONEY), lambda cells: cells.amount(M.COURIER)),
        (Column(H.TIPS, Unit.MONEY), lambda cells: cells.amount(M.TIP)),
    )
    return tables(
        groups,
        Column(H.COURIER, Unit.TEXT),
        figures,
        name=lambda key, cells: known.get(UUID(key), "…"),
        order=lambda cells: cells.count(M.COURIER),
    )


def _minutes(cells: Cells) -> int:
    return cells.counts[_MINUTES, ""]


def _an_hour(cells: Cells) -> int | None:
    """Deliveries in an hour, in tenths."""
    return mean(cells.count(M.COURIER) * 600, _minutes(cells))


def _names(courier_ids: Collection[UUID], scope: Scope) -> dict[UUID, str]:
    """As their last shift told, or, before the first one is over, an order of the last day."""
    shifts = BoardShift.objects.filter(courier_id__in=courier_ids).order_by("started_at")
    names = dict(shifts.values_list("courier_id", "courier_name"))
    orders = BoardOrder.objects.filter(
        business_date=scope.last, courier_id__in=set(courier_ids) - names.keys()
    )
    told = orders.values_list("courier_id", "courier_name")
    return {courier: name for courier, name in told if courier is not None} | names


def cohorts(scope: Scope) -> list[Table]:
    """Customers by the month of their first order, and how many of them ordered in that month and in later ones."""
    figures = scope.of(DayFigure.objects.filter(measure=M.COHORT)).annotate(month=TruncMonth("day"))
    found: Counter[tuple[str, int]] = Counter()
    for first, month, customers in figures.values_list("key", "month").annotate(Sum("count")):
        found[first, _months(f"{month:%Y-%m}") - _months(first)] += customers
    later = sorted({month for _, month in found})
    columns = (Column(H.FIRST_ORDER, Unit.TEXT), *(Column(f"month {month}") for month in later))
    rows: dict[str, list[Cell]] = defaultdict(list)
    for first in sorted({first for first, _ in found}):
        rows[first] = [first, *(found.get((first, month)) for month in later)]
    return [Table("", columns, list(rows.values()))] if rows else []


def _months(month: str) -> int:
    year, number = month.split("-")
    return int(year) * 12 + int(number)
