"""Reports: tables of figures, the same on the page, as CSV, as PDF and by mail."""

from dataclasses import dataclass
from enum import StrEnum

from dominos.kernel.money import from_minor
from dominos.kernel.texts.languages import in_words

type Cell = str | int | None


@in_words
class Subject(StrEnum):
    """What a report is about."""

    SALES = "sales"
    BOOKED = "booked"
    PRODUCTS = "products"
    DEALS = "deals"
    HOURS = "hours"
    CHANNELS = "channels"
    STAGES = "stages"
    REFUNDS = "refunds"
    COURIERS = "couriers"
    CUSTOMERS = "customers"
    COHORTS = "cohorts"
    REVIEWS = "reviews"


@in_words
class By(StrEnum):
    """The dimension by which a sales report is grouped."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    STORE = "store"


@in_words
class CustomerKind(StrEnum):
    """Whether the customer had ordered before; UNKNOWN if the customer is erased."""

    NEW = "new"
    RETURNING = "returning"
    UNKNOWN = "unknown"


class Unit(StrEnum):
    """The unit of a column's numbers: minor units of money, tenths of a percent, or tenths where the name says so."""

    TEXT = "text"
    CODE = "code"
    COUNT = "count"
    MONEY = "money"
    SHARE = "share"
    SECONDS = "seconds"
    TENTHS = "tenths"


@in_words
class Heading(StrEnum):
    """What a column contains."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    STORE = "store"
    PLACED = "placed"
    COMPLETED = "completed"
    IN_WINDOW = "in window"
    EARLY = "early"
    LATE = "late"
    NOBODY_OPENED = "nobody opened"
    SOLD = "sold"
    MEAN_ORDER = "mean order"
    BOOKED = "booked"
    DISCOUNTS = "discounts"
    TIPS = "tips"
    REFUNDED = "refunded"
    STARS = "stars"
    SALES = "sales"
    FOOD = "food"
    DELIVERY_FEES = "delivery fees"
    SMALL_ORDER_FEES = "small order fees"
    DEPOSITS = "deposits"
    ROUNDING = "rounding"
    NET = "net"
    TAX = "tax"
    UNKNOWN = "unknown"
    TOTAL = "total"
    PRODUCT = "product"
    PIECES = "pieces"
    SHARE = "share"
    DEAL = "deal"
    ORDERS = "orders"
    HOUR = "hour"
    CHANNEL = "channel"
    STAGE = "stage"
    MEAN_TIME = "mean time"
    REASON = "reason"
    REFUNDS = "refunds"
    COURIER = "courier"
    DELIVERIES = "deliveries"
    HOURS = "hours"
    AN_HOUR = "an hour"
    ON_TIME = "on time"
    CASH = "cash"
    CUSTOMERS = "customers"
    FIRST_ORDER = "first order"
    REVIEWS = "reviews"


@dataclass(frozen=True, slots=True)
class Column:
    """A column; its heading is a `Heading`, or literal text where it `is_plain`."""

    heading: str
    unit: Unit = Unit.COUNT
    is_plain: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A report in one currency. The last row is the total where it `has_total`."""

    currency: str
    columns: tuple[Column, ...]
    rows: list[list[Cell]]
    has_total: bool = False


def share(part: int, whole: int) -> int | None:
    """The share in tenths of a percent, rounded half up; None if the whole is 0."""
    return (part * 1000 + whole // 2) // whole if whole else None


def mean(total: int, count: int) -> int | None:
    """The mean, rounded half up; None of no values."""
    return (total + count // 2) // count if count else None


def written(cell: Cell, unit: Unit, currency: str) -> str:
    """A cell for machine-readable output: amounts in the currency's main unit, shares in percent."""
    if cell is None:
        return ""
    if unit is Unit.MONEY:
        return str(from_minor(int(cell), currency))
    if unit in (Unit.SHARE, Unit.TENTHS):
        return f"{int(cell) / 10:.1f}"
    return str(cell)
