"""The only code that sees card numbers: a published test number becomes its test token, any other is refused.

Nothing that this module returns contains a number. Numbers and tokens are from Stripe's documentation of test
cards.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

TEST_CARDS: Mapping[str, str] = {
    "4242424242424242": "pm_card_visa",
    "4000056655665556": "pm_card_visa_debit",
    "5555555555554444": "pm_card_mastercard",
    "378282246310005": "pm_card_amex",
    "371449635398431": "pm_card_amex",
    "4000000000000002": "pm_card_visa_chargeDeclined",
    "4000000000009995": "pm_card_visa_chargeDeclinedInsufficientFunds",
    "4000000000009987": "pm_card_visa_chargeDeclinedLostCard",
    "4000000000009979": "pm_card_visa_chargeDeclinedStolenCard",
    "4000000000006975": "pm_card_visa_chargeDeclinedVelocityLimitExceeded",
    "4000000000000069": "pm_card_chargeDeclinedExpiredCard",
    "4000000000000127": "pm_card_chargeDeclinedIncorrectCvc",
    "4000000000000119": "pm_card_chargeDeclinedProcessingError",
}


class PaymentKind(StrEnum):
    """How a client offers to pay. OTHER is what we do not accept: another card, a voucher, several at once."""

    NONE = "none"
    CASH = "cash"
    TEST_CARD = "test_card"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class OfferedPayment:
    """How a client offers to pay, with the token of the test card if it is one. The client's amount is ignored."""

    kind: PaymentKind
    token: str = field(default="", repr=False)


def take_payments(order: dict[str, Any]) -> OfferedPayment:
    """Removes `Payments` from the order as sent, so that no later code sees its content."""
    offered = order.pop("Payments", None)
    if not offered:
        return OfferedPayment(PaymentKind.NONE)
    only = offered[0] if isinstance(offered, list) and len(offered) == 1 else None
    if not isinstance(only, Mapping):
        return OfferedPayment(PaymentKind.OTHER)
    if only.get("Type") == "Cash":
        return OfferedPayment(PaymentKind.CASH)
    token = TEST_CARDS.get(_digits(only.get("Number")), "") if only.get("Type") == "CreditCard" else ""
    return OfferedPayment(PaymentKind.TEST_CARD if token else PaymentKind.OTHER, token)


def _digits(number: object) -> str:
    """Clients send text or a number."""
    if isinstance(number, bool) or not isinstance(number, str | int):
        return ""
    return re.sub(r"[\s-]", "", str(number)[:40])
