"""The published test tokens and the behavior of each. Source: Stripe's documentation of test cards."""

from collections.abc import Mapping
from dataclasses import dataclass

from apps.payments.domain.gateway import DeclineCode


@dataclass(frozen=True, slots=True)
class Behavior:
    """`decline` refuses at once; `needs_action` asks for 3-D Secure; `is_disputed` charges back once captured;

    `declines_increment` declines raising the authorization.
    """

    decline: DeclineCode | None = None
    needs_action: bool = False
    is_disputed: bool = False
    declines_increment: bool = False
    brand: str = "visa"
    last4: str = "4242"


TEST_TOKENS: Mapping[str, Behavior] = {
    "pm_card_visa": Behavior(),
    "pm_card_visa_debit": Behavior(),
    "pm_card_mastercard": Behavior(brand="mastercard", last4="4444"),
    "pm_card_amex": Behavior(brand="amex", last4="8431"),
    "pm_card_visa_chargeDeclined": Behavior(DeclineCode.CARD_DECLINED),
    "pm_card_visa_chargeDeclinedInsufficientFunds": Behavior(DeclineCode.INSUFFICIENT_FUNDS),
    "pm_card_visa_chargeDeclinedLostCard": Behavior(DeclineCode.CARD_DECLINED),
    "pm_card_visa_chargeDeclinedStolenCard": Behavior(DeclineCode.CARD_DECLINED),
    "pm_card_visa_chargeDeclinedVelocityLimitExceeded": Behavior(DeclineCode.LIMIT_EXCEEDED),
    "pm_card_chargeDeclinedExpiredCard": Behavior(DeclineCode.EXPIRED_CARD),
    "pm_card_chargeDeclinedIncorrectCvc": Behavior(DeclineCode.INCORRECT_CVC),
    "pm_card_chargeDeclinedProcessingError": Behavior(DeclineCode.PROCESSING_ERROR),
    "pm_card_threeDSecure2Required": Behavior(needs_action=True),
    "pm_card_threeDSecureRequired": Behavior(needs_action=True),
    "pm_card_authenticationRequired": Behavior(needs_action=True),
    "pm_card_createDispute": Behavior(is_disputed=True),
    # Not of Stripe, which publishes no token for it.
    "pm_card_incrementDeclined": Behavior(declines_increment=True),
}
