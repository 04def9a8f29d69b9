"""The rules of gift cards and store credit, as data and pure functions. Amounts in minor units."""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum

from apps.payments.domain.gateway import GatewayPayment, GatewayStatus

CREDIT = "credit"
"""The gateway name of a payment that credit pays entirely."""
PRESETS: Mapping[int, tuple[int, ...]] = {0: (2000, 5000, 10000), 2: (20, 50, 100), 3: (10, 20, 50)}
"""Suggested amounts of a gift card, in the currency's main unit, by its number of digits; amounts between are
possible.
"""
MAX_FACTOR = 3
"""A gift card is worth at most this times the largest suggestion, and at least half of the smallest."""


class CreditKind(StrEnum):
    """The origin of credit."""

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
    """The states of a gift card's purchase."""

    BEGUN = "BEGUN"
    REQUIRES_ACTION = "REQUIRES_ACTION"
    PAID = "PAID"
    FAILED = "FAILED"


def offered(places: int) -> tuple[int, ...]:
    """The suggested amounts in a currency of this many decimal places, in minor units."""
    return tuple(amount * 10**places for amount in PRESETS.get(places, PRESETS[2]))


def bounds(places: int) -> tuple[int, int]:
    """The minimum and maximum of a gift card."""
    amounts = offered(places)
    return amounts[0] // 2, amounts[-1] * MAX_FACTOR


def merged(credit: GatewayPayment, card: GatewayPayment | None) -> GatewayPayment:
    """A payment by credit and card, as a single gateway would show it.

    Nothing counts as reserved before the card's bank has agreed, and nothing as captured before both are. If
    the credit covers the captured amount, the card's authorization is released, and the payment still counts
    as captured.
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
