"""Response types about payments. Amounts are integers in minor units of `currency`."""

from datetime import datetime
from uuid import UUID

from pydantic import AliasPath, Field, computed_field

from apps.payments.contract.types import PaymentStatus
from apps.payments.domain.gateway import Dispute, SetupStatus
from apps.payments.domain.payment import OperationStatus, PaymentMethod
from apps.payments.queries.market import rules
from dominos.kernel.edge.answers import Answer, Url


class NextActionAnswer(Answer):
    """Where the customer continues (3-D Secure); then confirm the payment."""

    type: str
    url: Url


class PaymentAnswer(Answer):
    """A payment. Amounts in minor units of `currency`."""

    id: UUID
    order_id: UUID
    method: PaymentMethod
    status: PaymentStatus
    currency: str
    amount: int
    authorized: int
    captured: int
    refunded: int
    charged_back: int
    dispute: Dispute
    """Empty if the payment was never disputed."""
    failure_code: str
    is_test: bool
    next_action: NextActionAnswer | None
    created_at: datetime

    @computed_field  # type: ignore[prop-decorator]
    @property
    def notice(self) -> str:
        """A notice if the payment is a test, else empty."""
        return "test, no money moved" if self.is_test else ""


class LinkPaymentAnswer(Answer):
    """A payment, for the holder of its order's tracking link."""

    id: UUID
    method: PaymentMethod
    status: PaymentStatus
    currency: str
    amount: int
    failure_code: str
    next_action: NextActionAnswer | None


CARD_FORM = "/payments/card-form/"


class PayingAnswer(Answer):
    """How an order can be paid, for the holder of its tracking link. Amounts in minor units."""

    is_payable: bool
    currency: str
    by_card: int
    in_cash: int | None
    """Rounded to the smallest coin; null if cash is not accepted."""
    test_tokens: list[str]
    """The cards of a gateway that moves no money; empty at a real one, which gives the client its tokens."""
    card_form: str
    """The page that asks for a card and returns a token; empty if there is none."""
    last_failure: str
    """Why the last card was refused; empty if none was."""


class CardEntryAnswer(Answer):
    """How a client obtains the token of a new card before there is an order."""

    test_tokens: list[str]
    """The cards of a gateway that moves no money; empty at a real one."""
    card_form: str
    """The page that asks for a card and returns a token; empty if there is none."""


class SavedCardAnswer(Answer):
    """A saved card; pay with `{"type": "card", "saved": <id>}`."""

    id: UUID
    status: SetupStatus
    brand: str
    last4: str
    expires: str
    """YYYY-MM; empty until the card can be used."""
    next_action: NextActionAnswer | None
    created_at: datetime


class WebhookReceiptAnswer(Answer):
    """The ids of the received events."""

    received: tuple[str, ...]


class DisputedPaymentAnswer(Answer):
    """A payment that its customer's bank took back; `charged_back` is 0 again once the dispute is won."""

    payment_id: UUID = Field(validation_alias="id")
    order_id: UUID
    order_number: str
    store_id: UUID | None
    customer_id: UUID | None
    currency: str
    captured: int
    charged_back: int
    dispute: Dispute
    since: datetime = Field(validation_alias="updated_at")
    """When the payment last changed."""


class RefundAnswer(Answer):
    """A refund; AWAITING_APPROVAL waits for somebody other than `requested_by`, FAILED was returned by the bank."""

    id: UUID
    payment_id: UUID
    order_id: UUID = Field(validation_alias=AliasPath("payment", "order_id"))
    order_number: str = Field(validation_alias=AliasPath("payment", "order_number"))
    amount: int
    currency: str = Field(validation_alias=AliasPath("payment", "currency"))
    reason: str
    status: OperationStatus
    code: str
    """Why it was refused or failed; empty otherwise."""
    requested_by: UUID | None
    """Null for a refund by rule."""
    decided_by: UUID | None = Field(None, validation_alias=AliasPath("decision", "decided_by"))
    created_at: datetime


class CashCountAnswer(Answer):
    """A close-out. `difference` is counted minus expected; while unsettled, it blocks the end of the shift."""

    id: UUID
    courier_id: UUID
    store_id: UUID
    currency: str
    expected: int
    counted: int
    difference: int
    is_settled: bool
    note: str
    explanation: str
    explained_by: UUID | None
    confirmed_by: UUID | None
    counted_at: datetime

    @computed_field  # type: ignore[prop-decorator]
    @property
    def needs_second_person(self) -> bool:
        """Whether somebody other than `explained_by` has to confirm."""
        return not rules().may_settle_alone(self.difference, self.currency)


class CashBalanceAnswer(Answer):
    """The cash a courier carries; `counted` is null before a count."""

    courier_id: UUID
    currency: str
    expected: int
    counted: int | None
    difference: int
    is_settled: bool


class OwedCashAnswer(Answer):
    """Cash taken for an order that was cancelled during its hand-over."""

    order_id: UUID
    order_number: str = Field(validation_alias=AliasPath("payment", "order_number"))
    store_id: UUID
    courier_id: UUID
    amount: int
    currency: str
    taken_at: datetime
    returned_at: datetime | None
    """Null until the customer got it back."""
    returned_by: UUID | None
    note: str


class PartnerBalanceAnswer(Answer):
    """What a partner collected for our orders, refunded, keeps as commission, paid out and owes; minor units."""

    currency: str
    taken: int
    refunded: int
    commission: int
    paid_out: int
    due: int
    """Negative: what we owe it."""
