"""The rules of gift cards and store credit, as data and pure functions. Amounts in minor units."""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum

from apps.payments.domain.gateway import GatewayPayment, GatewayStatus

CREDIT = "credit"
"""What stands for the gateway of a payment that credit pays as a whole."""
PRESETS: Mapping[int, tuple[int, ...]] = {0: (2000, 5000, 10000), 2: (20, 50, 100), 3: (10, 20, 50)}
"""What a gift card is offered for, in whole units, by the digits of the currency; it may be any amount between."""
MAX_FACTOR = 3
"""A gift card is worth at most so many times the greatest that is offered, and at least half of the smallest."""


class CreditKind(StrEnum):
    """Where credit came from."""

    GIFT = "GIFT"
    GRANTED = "GRANTED"


class Movement(StrEnum):
    """Why a balance changed."""

    BOUGHT = "BOUGHT"
    GRANTED = "GRANTED"
    HELD = "HELD"
    RELEASED = "RELEASED"
    RETURNED = "RETURNED"
    WITHHELD = "WITHHELD"
    RESTORED = "RESTORED"


class PurchaseStatus(StrEnum):
    """How far the purchase of a gift card has come."""

    BEGUN = "BEGUN"
    REQUIRES_ACTION = "REQUIRES_ACTION"
    PAID = "PAID"
    FAILED = "FAILED"


def offered(places: int) -> tuple[int, ...]:
    """The amounts that are offered in a currency of so many decimal places, in minor units."""
    return tuple(amount * 10**places for amount in PRESETS.get(places, PRESETS[2]))


def bounds(places: int) -> tuple[int, int]:
    """The least and the most a gift card may be worth."""
    amounts = offered(places)
    return amounts[0] // 2, amounts[-1] * MAX_FACTOR


def merged(credit: GatewayPayment, card: GatewayPayment | None) -> GatewayPayment:
    """A payment that credit and a card pay, as one gateway would show it.

    Nothing is reserved before the card's bank has agreed, and nothing taken before both have given. Where the credit
    covers all that is taken in the end, the card's reservation is released, and the payment is captured all the same.
    """
    if card is None:
        return credit
    is_open = card.status in (GatewayStatus.PENDING, GatewayStatus.REQUIRES_ACTION, GatewayStatus.FAILED)
    status, captured = card.status, card.captured + credit.captured
    match credit.status, card.status:
        case GatewayStatus.CAPTURED, GatewayStatus.VOIDED:
            status = GatewayStatus.CAPTURED
        case GatewayStatus.AUTHORIZED, GatewayStatus.CAPTURED:
            status, captured = GatewayStatus.AUTHORIZED, 0
    return replace(
        card,
        status=status,
        authorized=0 if is_open else card.authorized + credit.authorized,
        captured=captured,
        refunded=card.refunded + credit.refunded,
    )
