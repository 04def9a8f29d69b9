"""The range of days and stores of a report, and its figures by group."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F, Max, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, TruncMonth, TruncWeek

from apps.dashboard.domain.reports import By, Cell, Column, Heading, Table, Unit
from apps.dashboard.models import BoardRefund, BoardStore, DayFigure
from apps.dashboard.queries.measures import Measure

KEY = "key"
_PERIODS: Mapping[By, Any] = {
    By.DAY: F("day"),
    By.WEEK: TruncWeek("day"),
    By.MONTH: TruncMonth("day"),
    By.STORE: F("store_id"),
}


@dataclass(frozen=True, slots=True)
class Scope:
    """Business days, both included, and stores; None means all stores."""

    first: date
    last: date
    store_ids: frozenset[UUID] | None = None
    by: By = By.DAY

    def of(self, rows: QuerySet[Any], day: str = "day", store: str = "store_id") -> QuerySet[Any]:
        """The rows within the scope."""
        found = rows.filter(**{f"{day}__range": (self.first, self.last)})
        return found if self.store_ids is None else found.filter(**{f"{store}__in": self.store_ids})


@dataclass(slots=True)
class Cells:
    """The sums of one group, by measure and key."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    amounts: Counter[tuple[str, str]] = field(default_factory=Counter)
    label: str = ""

    def add(self, measure: str, key: str, count: int, amount: int) -> None:
        self.counts[measure, key] += count
        self.amounts[measure, key] += amount

    def count(self, measure: Measure, *keys: str) -> int:
        """The summed count of a measure, of these keys or of all."""
        return _sum(self.counts, measure, keys)

    def amount(self, measure: Measure, *keys: str) -> int:
        """The summed amount of a measure, of these keys or of all."""
        return _sum(self.amounts, measure, keys)


def _sum(sums: Counter[tuple[str, str]], measure: Measure, keys: tuple[str, ...]) -> int:
    if keys:
        return sum(sums[measure, key] for key in keys)
    return sum(value for (each, _), value in sums.items() if each == measure)


type Groups = dict[str, dict[Any, Cells]]
type Figure = Callable[[Cells], Cell]


def by_period(scope: Scope, measures: Collection[Measure]) -> Groups:
    """The sums by currency and by day, week, month or store, refunds included."""
    figures = scope.of(DayFigure.objects.filter(measure__in=measures)).annotate(group=_PERIODS[scope.by])
    groups = _grouped(figures.values("currency", "group", "measure", "key"))
    for row in (
        refunds(scope)
        .annotate(group=_PERIODS[scope.by])
        .values("currency", "group")
        .annotate(all=Sum("amount"))
    ):
        groups[row["currency"]][row["group"]].add(REFUNDED, "", 0, row["all"])
    return groups


REFUNDED = "refunded"


def by_key(scope: Scope, measures: Collection[Measure]) -> Groups:
    """The sums by currency and by the measures' keys."""
    figures = scope.of(DayFigure.objects.filter(measure__in=measures)).annotate(group=F("key"))
    return _grouped(figures.values("currency", "group", "measure", "key"))


def refunds(scope: Scope) -> QuerySet[Any]:
    """The refunds within the scope, with `day`, store and currency; of an order that nobody has told of yet, none."""
    # What the day is computed of has no index of its own: without this, all refunds and their orders would be read.
    rows = BoardRefund.objects.filter(
        Q(booked_on__range=(scope.first, scope.last)) | Q(booked_on=None), order__store_id__isnull=False
    ).annotate(
        day=Coalesce("booked_on", "order__business_date"),
        store_id=F("order__store_id"),
        currency=F("order__currency"),
    )
    return scope.of(rows)


def _grouped(figures: QuerySet[Any]) -> Groups:
    groups: Groups = defaultdict(lambda: defaultdict(Cells))
    sums = figures.annotate(counts=Sum("count"), amounts=Sum("amount"), labels=Max("label"))
    for row in sums.order_by("group"):
        cells = groups[row["currency"]][row["group"]]
        cells.add(row["measure"], row["key"], row["counts"], row["amounts"])
        cells.label = cells.label or row["labels"]
    return groups


def tables(
    groups: Groups,
    first: Column,
    figures: Iterable[tuple[Column, Figure]],
    *,
    name: Callable[[Any, Cells], str] = lambda group, cells: str(group),
    order: Callable[[Cells], int] | None = None,
) -> list[Table]:
    """A table for each currency, with a row for each group and a total."""
    columns = tuple(figures)
    made = []
    for currency, found in sorted(groups.items()):
        rows = sorted(found.items(), key=lambda row: -order(row[1])) if order else sorted(found.items())
        lines: list[list[Cell]] = [
            [name(group, cells), *(figure(cells) for _, figure in columns)] for group, cells in rows
        ]
        whole = _whole(cells for _, cells in rows)
        lines.append([None, *(figure(whole) for _, figure in columns)])
        made.append(Table(currency, (first, *(column for column, _ in columns)), lines, has_total=True))
    return made


def _whole(all_cells: Iterable[Cells]) -> Cells:
    whole = Cells()
    for cells in all_cells:
        whole.counts.update(cells.counts)
        whole.amounts.update(cells.amounts)
    return whole


def period_column(by: By) -> Column:
    """The first column of a report by period."""
    return Column(Heading[by.name], Unit.TEXT)


def period_names(by: By) -> Callable[[Any, Cells], str]:
    """How groups are written: a day, a week as 2026-W48, a month as 2026-11, a store by code and name."""
    stores = {store.store_id: str(store) for store in BoardStore.objects.all()} if by is By.STORE else {}

    def name(group: Any, _cells: Cells) -> str:
        if by is By.STORE:
            return stores.get(group, str(group))
        if by is By.WEEK:
            return f"{group:%G-W%V}"
        return f"{group:%Y-%m}" if by is By.MONTH else group.isoformat()

    return name
