"""The port of payment gateways. Amounts are integers in minor units; references are the gateway's own ids."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from apps.payments.contract.errors import CardDeclined
from dominos.kernel.errors import Conflict
from dominos.kernel.money import Money

RETURN_PATH = "/payments/return/"
"""The page a customer comes back to from their bank; it confirms the payment and leads to the order."""


class GatewayStatus(StrEnum):
    """The state of a payment at the gateway."""

    PENDING = "PENDING"
    REQUIRES_ACTION = "REQUIRES_ACTION"
    AUTHORIZED = "AUTHORIZED"
    CAPTURED = "CAPTURED"
    VOIDED = "VOIDED"
    FAILED = "FAILED"


class Dispute(StrEnum):
    """The state of a dispute. Opening takes the money; winning returns it."""

    NONE = ""
    OPEN = "OPEN"
    WON = "WON"
    LOST = "LOST"


def dispute_of(disputed: int, won: int, lost: int) -> Dispute:
    """The state of several disputes by their sums: open while one is, lost if one was, else won."""
    if disputed > won + lost:
        return Dispute.OPEN
    if lost:
        return Dispute.LOST
    return Dispute.WON if won else Dispute.NONE


class DeclineCode(StrEnum):
    """Why a card was declined, as far as the customer may know."""

    CARD_DECLINED = "card_declined"
    INSUFFICIENT_FUNDS = "insufficient_funds"
    EXPIRED_CARD = "expired_card"
    INCORRECT_CVC = "incorrect_cvc"
    PROCESSING_ERROR = "processing_error"
    AUTHENTICATION_FAILED = "authentication_failed"
    CURRENCY_NOT_SUPPORTED = "currency_not_supported"
    LIMIT_EXCEEDED = "limit_exceeded"
    INVALID_PAYMENT_METHOD = "invalid_payment_method"


class AmountProblem(StrEnum):
    """Why a gateway does not accept an amount, with any card."""

    TOO_SMALL = "amount_too_small"
    TOO_LARGE = "amount_too_large"
    STEP = "amount_step"


@dataclass(frozen=True, slots=True, kw_only=True)
class NextAction:
    """What the customer has to do before the payment can continue: visit `url` (3-D Secure)."""

    type: str
    url: str


class DisputeSums:
    """Derived from the sums of a payment's disputes: of all that moved money, and of the won and the lost ones."""

    __slots__ = ()
    disputed: int
    dispute_won: int
    dispute_lost: int

    @property
    def dispute(self) -> Dispute:
        """The combined state of its disputes."""
        return dispute_of(self.disputed, self.dispute_won, self.dispute_lost)

    @property
    def charged_back(self) -> int:
        """The amount the customer's bank has taken back and not returned."""
        return self.disputed - self.dispute_won


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayPayment(DisputeSums):
    """A payment as the gateway shows it now. `authorized` is what was reserved initially, however much was captured.

    `refunded` excludes refunds that the bank returned; `refund_failed` is the sum of those and only grows. So
    do the sums of its disputes: all that moved money, and of these the won and the lost ones.
    """

    reference: str
    payment_id: UUID | None
    status: GatewayStatus
    currency: str
    authorized: int = 0
    captured: int = 0
    refunded: int = 0
    refund_failed: int = 0
    disputed: int = 0
    dispute_won: int = 0
    dispute_lost: int = 0
    is_test: bool = False
    next_action: NextAction | None = None
    decline_code: str = ""


SUMS = ("authorized", "captured", "refunded", "refund_failed", "disputed", "dispute_won", "dispute_lost")
"""The amounts a gateway shows of a payment."""


class SetupStatus(StrEnum):
    """The state of saving a card at the gateway."""

    REQUIRES_ACTION = "REQUIRES_ACTION"
    READY = "READY"
    FAILED = "FAILED"


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayCard:
    """A card the gateway saves for a customer; without `token` it is not saved yet.

    Brand, last four digits and `expires` (YYYY-MM) tell the customer which one it is.
    """

    reference: str
    status: SetupStatus
    token: str = ""
    brand: str = ""
    last4: str = ""
    expires: str = ""
    next_action: NextAction | None = None
    decline_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationRequest:
    """A request to reserve `amount` on the card behind `token`; every answer contains the ids.

    `customer` is the gateway's reference of a saved card's owner.
    """

    payment_id: UUID
    order_id: UUID
    amount: int
    currency: str
    token: str
    customer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayEvent:
    """An event of a webhook with a valid signature: something happened to `reference`, possibly outdated by now.

    `body` is the gateway's text; `shown` the payment at that time, if the gateway includes it.
    """

    id: str
    type: str
    reference: str
    occurred_at: datetime
    body: str = ""
    shown: GatewayPayment | None = None


class Declined(CardDeclined):
    """The gateway declined the card. `reference` is empty if the gateway stored nothing."""

    def __init__(self, decline_code: str, reference: str = "") -> None:
        super().__init__(f"The card was declined: {decline_code}.", decline_code=decline_code)
        self.decline_code = decline_code
        self.reference = reference


class GatewayRefusal(Conflict):
    """The gateway will never do this: unknown reference, wrong state, amount too large."""

    code, title = "gateway-refusal", "The payment gateway refused."


class AmountRefused(GatewayRefusal):
    """The gateway does not accept the amount."""

    code, title = "gateway-refuses-amount", "The payment gateway takes no such amount."

    def __init__(self, problem: AmountProblem, detail: str = "") -> None:
        super().__init__(detail or self.title, problem=problem.value)
        self.problem = problem


class Outage(StrEnum):
    """How a gateway fails to answer."""

    NO_ANSWER = "no_answer"
    RATE_LIMITED = "rate_limited"
    REFUSES_US = "refuses_us"
    ERROR = "error"
    CIRCUIT_OPEN = "circuit_open"


class GatewayUnavailable(Exception):
    """No answer from the gateway. The call may have been executed nevertheless, unless `is_unsent`."""

    def __init__(self, detail: str, *, is_unsent: bool = False, outage: Outage = Outage.NO_ANSWER) -> None:
        super().__init__(detail)
        self.is_unsent, self.outage = is_unsent, outage


class PaymentsAtGateway(Protocol):
    """Operations on a payment at a gateway. Repeating a `key` returns the first answer without a second effect.

    Errors of every call: `GatewayUnavailable`; of a call with a reference: `GatewayRefusal`.
    """

    def authorize(self, request: AuthorizationRequest, *, key: str) -> GatewayPayment:
        """Reserves the amount, to be captured later; REQUIRES_ACTION asks for the customer. `Declined`."""

    def confirm(self, reference: str, *, key: str) -> GatewayPayment:
        """Continues after the customer's action. `Declined` if the customer failed it."""

    def increment(self, reference: str, *, amount: Money, key: str) -> GatewayPayment:
        """Raises the authorization to `amount` in total. `Declined`."""

    def capture(self, reference: str, *, amount: Money, key: str) -> GatewayPayment:
        """Captures `amount` of the authorization, once, and releases the rest."""

    def void(self, reference: str, *, key: str) -> GatewayPayment:
        """Releases the authorization, or cancels an unfinished payment."""

    def refund(self, reference: str, *, amount: Money, key: str) -> GatewayPayment:
        """Refunds `amount` of what was captured and not refunded."""

    def retrieve(self, reference: str) -> GatewayPayment:
        """The payment as it is now."""


class PaymentGateway(PaymentsAtGateway, Protocol):
    """A payment gateway: payments, customers' saved cards, and webhooks."""

    name: str

    def identify(self, token: str) -> str:
        """The fingerprint of the card behind the token; "" if the gateway does not provide one."""

    def create_customer(self, user_id: UUID, *, key: str) -> str:
        """Creates a reference under which cards are saved."""

    def save_card(self, customer: str, token: str, *, key: str) -> GatewayCard:
        """Saves the card behind the token for the customer; REQUIRES_ACTION needs the customer. `Declined`."""

    def retrieve_card(self, reference: str) -> GatewayCard:
        """The outcome of saving a card."""

    def list_cards(self, customer: str) -> tuple[GatewayCard, ...]:
        """The customer's saved cards."""

    def forget_card(self, token: str, *, key: str) -> None:
        """Removes the card, which cannot be charged any more."""

    def parse_webhook(self, body: bytes, headers: Mapping[str, str]) -> tuple[GatewayEvent, ...]:
        """The events of a webhook, after checking its signature over the raw bytes. `BadSignature`."""
