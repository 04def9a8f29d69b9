"""The rules of tips given after the hand-over, as data and pure functions. Amounts in minor units."""

from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from apps.payments.domain.credit import scale_of
from dominos.kernel.money import to_minor

TIPPED_WITHIN = timedelta(days=7)
"""After the hand-over: as long as the order's page is there."""
PERCENTS = (5, 10, 15)
"""What is suggested, of what the order cost."""
ROUND_TO = Decimal("0.5")
"""Suggestions are multiples of this, in a currency whose main unit buys about as much as a euro."""


class NoTip(StrEnum):
    """Why no tip is taken: the order is not with its customer, none of our couriers brought it, or it is too late."""

    NOT_DELIVERED = "not_delivered"
    NO_COURIER = "no_courier"
    TOO_LATE = "too_late"


def why_not(*, completed_at: datetime | None, is_ours: bool, now: datetime) -> NoTip | None:
    """Why no tip is taken for the order; None if one is."""
    if completed_at is None:
        return NoTip.NOT_DELIVERED
    if not is_ours:
        return NoTip.NO_COURIER
    return NoTip.TOO_LATE if now > completed_at + TIPPED_WITHIN else None


def suggested(total: int, currency: str, most: int) -> tuple[int, ...]:
    """The round amounts near `PERCENTS` of the total, up to `most`."""
    step = to_minor(ROUND_TO * scale_of(currency), currency)
    near = (Decimal(total * percent) / 100 / step for percent in PERCENTS)
    steps = {max(1, int(each.quantize(Decimal(1), ROUND_HALF_UP))) for each in near}
    return tuple(sorted(count * step for count in steps if count * step <= most))
