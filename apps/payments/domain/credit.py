"""The rules of gift cards and store credit, as data and pure functions. Amounts in minor units."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from enum import StrEnum

from apps.payments.domain.gateway import GatewayPayment, GatewayStatus
from dominos.kernel.money import to_minor

CREDIT = "credit"
"""The gateway name of a payment that credit pays entirely."""
PRESETS = (20, 50, 100)
"""Suggested amounts of a gift card, for a currency whose main unit buys about as much as a euro."""
SCALES: Mapping[Decimal, str] = {
    Decimal("0.5"): "BHD JOD KWD OMR",
    Decimal(5): "AED BRL ILS MYR PEN PLN QAR RON SAR TND",
    Decimal(10): "CNY DKK EGP HKD MAD MXN MOP NOK SEK ZAR",
    Decimal(25): "CZK THB TRY TWD UAH UYU",
    Decimal(50): "BDT DOP INR MKD PHP RUB",
    Decimal(100): "ALL ISK JPY KES RSD XPF",
    Decimal(250): "AMD HUF KZT LKR PKR XAF XOF",
    Decimal(500): "ARS CLP CRC NGN",
    Decimal(1000): "KRW MMK RWF UGX",
    Decimal(2500): "COP KHR PYG",
    Decimal(10_000): "IDR LAK UZS VND",
}
"""The multiples of `PRESETS` in other currencies, rounded to what people give there. Exchange rates move too slowly
to matter: any amount within `bounds` can be given.
"""
_SCALE_OF = {currency: scale for scale, currencies in SCALES.items() for currency in currencies.split()}
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


def scale_of(currency: str) -> Decimal:
    """How many main units of the currency buy about as much as a euro."""
    return _SCALE_OF.get(currency, Decimal(1))


def offered(currency: str) -> tuple[int, ...]:
    """The suggested amounts of a gift card, in minor units."""
    scale = scale_of(currency)
    return tuple(to_minor(amount * scale, currency) for amount in PRESETS)


def bounds(currency: str) -> tuple[int, int]:
    """The minimum and maximum of a gift card, in minor units."""
    amounts = offered(currency)
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
