"""The published test tokens and what the gateway does with each. Source: Stripe's documentation of test cards."""

from collections.abc import Mapping
from dataclasses import dataclass

from apps.payments.domain.gateway import DeclineCode


@dataclass(frozen=True, slots=True)
class Behaviour:
    """`decline` refuses at once; `needs_action` asks for 3-D Secure; `is_disputed` charges back once captured;

    `never_more` declines to raise what is reserved.
    """

    decline: DeclineCode | None = None
    needs_action: bool = False
    is_disputed: bool = False
    never_more: bool = False
    brand: str = "visa"
    last4: str = "4242"


TEST_TOKENS: Mapping[str, Behaviour] = {
    "pm_card_visa": Behaviour(),
    "pm_card_visa_debit": Behaviour(),
    "pm_card_mastercard": Behaviour(brand="mastercard", last4="4444"),
    "pm_card_amex": Behaviour(brand="amex", last4="8431"),
    "pm_card_visa_chargeDeclined": Behaviour(DeclineCode.CARD_DECLINED),
    "pm_card_visa_chargeDeclinedInsufficientFunds": Behaviour(DeclineCode.INSUFFICIENT_FUNDS),
    "pm_card_visa_chargeDeclinedLostCard": Behaviour(DeclineCode.CARD_DECLINED),
    "pm_card_visa_chargeDeclinedStolenCard": Behaviour(DeclineCode.CARD_DECLINED),
    "pm_card_visa_chargeDeclinedVelocityLimitExceeded": Behaviour(DeclineCode.LIMIT_EXCEEDED),
    "pm_card_chargeDeclinedExpiredCard": Behaviour(DeclineCode.EXPIRED_CARD),
    "pm_card_chargeDeclinedIncorrectCvc": Behaviour(DeclineCode.INCORRECT_CVC),
    "pm_card_chargeDeclinedProcessingError": Behaviour(DeclineCode.PROCESSING_ERROR),
    "pm_card_threeDSecure2Required": Behaviour(needs_action=True),
    "pm_card_threeDSecureRequired": Behaviour(needs_action=True),
    "pm_card_authenticationRequired": Behaviour(needs_action=True),
    "pm_card_createDispute": Behaviour(is_disputed=True),
    # Not of Stripe, which publishes no token for it.
    "pm_card_incrementDeclined": Behaviour(never_more=True),
}
