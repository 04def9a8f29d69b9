"""What a customer is told about their money after the order ended without a hand-over. Pure; minor units."""

from enum import StrEnum

from apps.orders.contract.types import OrderStatus
from apps.orders.domain.refund_matrix import CASH, PARTNER


class MoneyOutcome(StrEnum):
    """`nothing` was taken; the authorization is `released`; the amount is `charged` and the rest released; or
    it was `refunded`.
    """

    NOTHING = "nothing"
    RELEASED = "released"
    CHARGED = "charged"
    REFUNDED = "refunded"


class PaidBy(StrEnum):
    """By what an order is paid, and so where its money comes back to; `NONE` before, and where nothing is paid."""

    NONE = ""
    CARD = "card"
    CREDIT = "credit"
    CREDIT_AND_CARD = "credit_and_card"
    CASH = CASH
    PARTNER = PARTNER


def paid_by(method: str, credit: int) -> PaidBy:
    """The method of a payment of which gift card or store credit pay `credit`, in minor units."""
    told = PaidBy(method)
    return PaidBy.CREDIT_AND_CARD if credit and told is PaidBy.CARD else told


def money_outcome(
    *, status: OrderStatus, method: str, authorized: int, captured: int, refunded: int, kept: int | None
) -> tuple[MoneyOutcome, int]:
    """What happens to the money of an order that ended in `status`, and the amount concerned."""
    charged = max(captured, kept or 0) - refunded
    if refunded and charged <= 0:
        return MoneyOutcome.REFUNDED, refunded
    if charged > 0 and status is not OrderStatus.EXPIRED:
        return MoneyOutcome.CHARGED, charged
    is_held = authorized and method not in (CASH, PARTNER)
    return (MoneyOutcome.RELEASED, authorized) if is_held else (MoneyOutcome.NOTHING, 0)
