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
