"""Every report, as data: its measures, its columns, and how rows are grouped and ordered."""

from collections.abc import Callable, Mapping

from apps.dashboard.domain.reports import Column, Heading, Subject, Table, Unit, mean, share
from apps.dashboard.domain.stages import Stage
from apps.dashboard.queries.measures import WHOLE, Measure
from apps.dashboard.queries.reports.distributions import hours, refund_reasons
from apps.dashboard.queries.reports.people import cohorts, couriers
from apps.dashboard.queries.reports.scope import (
    REFUNDED,
    Cells,
    Figure,
    Scope,
    by_key,
    by_period,
    period_column,
    period_names,
    tables,
)

M, H = Measure, Heading
_STARS = tuple("12345")


def _count(measure: Measure, *keys: str) -> Figure:
    return lambda cells: cells.count(measure, *keys)


def _amount(measure: Measure, *keys: str) -> Figure:
    return lambda cells: cells.amount(measure, *keys)


def _part(name: str) -> tuple[Column, Figure]:
    return _money(H[name.upper()], _amount(M.SALE, name))


def _money(heading: Heading, figure: Figure) -> tuple[Column, Figure]:
    return Column(heading, Unit.MONEY), figure


def _refunded(cells: Cells) -> int:
    return cells.amounts[REFUNDED, ""]


def mean_stars(cells: Cells) -> float | None:
    """The mean of the reviews' stars."""
    reviews = cells.count(M.STARS)
    return sum(int(star) * cells.count(M.STARS, star) for star in _STARS) / reviews if reviews else None


def _stars(cells: Cells) -> int | None:
    stars = mean_stars(cells)
    return None if stars is None else round(stars * 10)


_SALES = (
    (Column(H.PLACED), _count(M.PLACED)),
    (Column(H.COMPLETED), _count(M.COMPLETED)),
    (
        Column(H.IN_WINDOW, Unit.SHARE),
        lambda cells: share(cells.count(M.PROMISE, "in_window"), cells.count(M.PROMISE)),
    ),
    (Column(H.EARLY), _count(M.PROMISE, "early")),
    (Column(H.LATE), _count(M.PROMISE, "late")),
    (Column(H.NOBODY_OPENED), _count(M.FAILED)),
    _money(H.SOLD, _amount(M.COMPLETED)),
    _money(H.MEAN_ORDER, lambda cells: mean(cells.amount(M.COMPLETED), cells.count(M.COMPLETED))),
    _money(H.BOOKED, _amount(M.SALE, WHOLE)),
    _money(H.DISCOUNTS, _amount(M.SALE, "discount")),
    _money(H.TIPS, _amount(M.SALE, "tip")),
    _money(H.REFUNDED, _refunded),
    (Column(H.STARS, Unit.TENTHS), _stars),
)


def _net(cells: Cells) -> int:
    beside = cells.amount(M.SALE, "tax", "tip", "unknown")
    return cells.amount(M.SALE, WHOLE) - beside


_BOOKED = (
    (Column(H.SALES), _count(M.SALE, WHOLE)),
    _money(H.FOOD, _amount(M.SALE, "food")),
    _money(H.DISCOUNTS, _amount(M.SALE, "discount")),
    _money(H.DELIVERY_FEES, _amount(M.SALE, "delivery_fee")),
    _money(H.SMALL_ORDER_FEES, _amount(M.SALE, "small_order_fee")),
    _money(H.DEPOSITS, _amount(M.SALE, "deposit")),
    _part("rounding"),
    _money(H.NET, _net),
    _part("tax"),
    _money(H.TIPS, _amount(M.SALE, "tip")),
    _part("unknown"),
    _money(H.TOTAL, _amount(M.SALE, WHOLE)),
    _money(H.REFUNDED, _refunded),
)


def _by_period(
    figures: tuple[tuple[Column, Figure], ...], *measures: Measure
) -> Callable[[Scope], list[Table]]:
    def report(scope: Scope) -> list[Table]:
        groups = by_period(scope, measures)
        return tables(groups, period_column(scope.by), figures, name=period_names(scope.by))

    return report


def _mix(
    measure: Measure, heading: Heading, count: Heading, money: Heading
) -> Callable[[Scope], list[Table]]:
    """A row for each key of the measure, by what it brings."""

    def report(scope: Scope) -> list[Table]:
        groups = by_key(scope, [measure])
        figures = ((Column(count), _count(measure)), _money(money, _amount(measure)))
        unit = Unit.CODE if measure in (M.PLACED, M.CUSTOMER) else Unit.TEXT
        return tables(
            groups,
            Column(heading, unit),
            figures,
            name=lambda key, cells: cells.label or str(key),
            order=lambda cells: cells.amount(measure),
        )

    return report


def _stages(scope: Scope) -> list[Table]:
    figures = (
        (Column(H.ORDERS), _count(M.STAGE)),
        (Column(H.MEAN_TIME, Unit.SECONDS), lambda cells: mean(cells.amount(M.STAGE), cells.count(M.STAGE))),
    )
    steps = list(Stage)
    groups = {
        currency: {stage: cells[stage] for stage in steps if stage in cells}
        for currency, cells in by_key(scope, [M.STAGE]).items()
    }
    found = tables(groups, Column(H.STAGE, Unit.CODE), figures)
    order = [stage.value for stage in steps]
    return [
        Table(each.currency, each.columns, sorted(each.rows[:-1], key=lambda row: order.index(str(row[0]))))
        for each in found
    ]


def _reviews(scope: Scope) -> list[Table]:
    figures = ((Column(H.REVIEWS), _count(M.STARS)),)
    return tables(by_key(scope, [M.STARS]), Column(H.STARS, Unit.TEXT), figures)


REPORTS: Mapping[Subject, Callable[[Scope], list[Table]]] = {
    Subject.SALES: _by_period(_SALES, M.PLACED, M.COMPLETED, M.PROMISE, M.FAILED, M.SALE, M.STARS),
    Subject.BOOKED: _by_period(_BOOKED, M.SALE),
    Subject.PRODUCTS: _mix(M.PRODUCT, H.PRODUCT, H.PIECES, H.SOLD),
    Subject.DEALS: _mix(M.DEAL, H.DEAL, H.ORDERS, H.DISCOUNTS),
    Subject.HOURS: hours,
    Subject.CHANNELS: _mix(M.PLACED, H.CHANNEL, H.ORDERS, H.SOLD),
    Subject.STAGES: _stages,
    Subject.REFUNDS: refund_reasons,
    Subject.COURIERS: couriers,
    Subject.CUSTOMERS: _mix(M.CUSTOMER, H.CUSTOMERS, H.ORDERS, H.SOLD),
    Subject.COHORTS: cohorts,
    Subject.REVIEWS: _reviews,
}
