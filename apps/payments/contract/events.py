"""Events of the payments app. The subject is the order. Amounts in minor units.

`business_date` is the day of the store that an amount is booked on, None if nothing was booked.
"""

from datetime import date, datetime
from uuid import UUID

from apps.payments.contract.types import MoneyMatter, RefundComponents, RefundedLine, RefundScope, SaleParts
from dominos.kernel.messaging.messages import Event, message


@message("payments.payment_authorized")
class PaymentAuthorized(Event):
    """The amount is reserved, to be paid in cash, or paid to a partner (`method`: `card`, `credit`, `cash`,
    `partner`).

    `credit` is the part that a gift card or store credit pays, also if a card pays the rest.
    """

    order_id: UUID
    payment_id: UUID
    amount: int
    currency: str
    method: str
    credit: int = 0


@message("payments.parts_changed")
class PartsChanged(Event):
    """Somebody paid their part of the order, or did not after all; PaymentAuthorized follows once all have."""

    order_id: UUID
    payment_id: UUID


@message("payments.payment_failed")
class PaymentFailed(Event):
    """The bank or the customer's authentication refused an attempt; `code` is a decline code of the gateway port.

    Another attempt may follow. If the gateway is down, nothing is published.
    """

    order_id: UUID
    payment_id: UUID
    code: str


@message("payments.authorization_adjusted")
class AuthorizationAdjusted(Event):
    """The order's payment covers `amount`, the total of the order's revision. If cheaper, less will be captured.

    `credit` is the part that a gift card or store credit pays.
    """

    order_id: UUID
    payment_id: UUID
    revision: int
    amount: int
    currency: str
    credit: int = 0


@message("payments.authorization_refused")
class AuthorizationRefused(Event):
    """The order's payment cannot cover the revision and stays unchanged.

    `code` is a decline code of the gateway port, `cash-limit-exceeded`, `not-authorized` or
    `currency-differs`.
    """

    order_id: UUID
    payment_id: UUID
    revision: int
    code: str


@message("payments.tip_paid")
class TipPaid(Event):
    """A tip was paid after the hand-over, beside the order's payment; it belongs to who delivered the order."""

    order_id: UUID
    tip_id: UUID
    store_id: UUID
    courier_id: UUID
    amount: int
    currency: str
    business_date: date | None = None


@message("payments.credit_issued")
class CreditIssued(Event):
    """A gift card was bought, or store credit granted for an order. The subject is its account.

    The event does not contain the code: the sender of the mail asks for it
    (`PaymentsService.get_credit_letter`).
    """

    account_id: UUID
    order_id: UUID | None
    amount: int
    currency: str


@message("payments.payment_captured")
class PaymentCaptured(Event):
    """The payment was captured and booked as `parts`; `method` as in PaymentAuthorized, or `none`."""

    order_id: UUID
    payment_id: UUID
    amount: int
    currency: str
    method: str = ""
    business_date: date | None = None
    parts: SaleParts | None = None


@message("payments.payment_voided", personal=("reason",))
class PaymentVoided(Event):
    """The authorization was released."""

    order_id: UUID
    payment_id: UUID
    reason: str


@message("payments.authorization_lapsed")
class AuthorizationLapsed(Event):
    """The bank released the authorization by itself: nothing is reserved, and the order may be paid again."""

    order_id: UUID
    payment_id: UUID


@message("payments.payment_refunded")
class PaymentRefunded(Event):
    """Money was refunded to the customer.

    `key` is the RefundPayment's, empty if the gateway began the refund; `refund_id` identifies it in the
    ledger and on its credit note, which follows as CreditNoteIssued.
    """

    order_id: UUID
    payment_id: UUID
    amount: int
    currency: str
    reason: str
    key: str = ""
    refund_id: UUID | None = None
    scope: RefundScope = RefundScope.REDUCTION
    components: RefundComponents | None = None
    lines: tuple[RefundedLine, ...] = ()
    business_date: date | None = None
    store_id: UUID | None = None


@message("payments.invoice_issued")
class InvoiceIssued(Event):
    """The order's invoice was issued. Its link is `PaymentSummary.invoice_path`."""

    order_id: UUID
    customer_id: UUID
    invoice_id: UUID
    number: str


@message("payments.credit_note_issued")
class CreditNoteIssued(Event):
    """The refund's credit note was issued. `amount` is the refund, its `tax` included."""

    order_id: UUID
    customer_id: UUID
    refund_id: UUID
    credit_note_id: UUID
    number: str
    amount: int
    tax: int
    currency: str


@message("payments.refund_failed")
class RefundFailed(Event):
    """The customer's bank returned a refund: the amount is owed until staff retry it."""

    order_id: UUID
    payment_id: UUID
    amount: int
    currency: str
    business_date: date | None = None


@message("payments.refund_retried")
class RefundRetried(Event):
    """A refund that the bank had returned was sent again; its credit note is unchanged."""

    order_id: UUID
    payment_id: UUID
    amount: int
    currency: str
    business_date: date | None = None


@message("payments.cash_owed")
class CashOwed(Event):
    """The courier took cash for an order that was cancelled meanwhile; the store owes it to the customer."""

    order_id: UUID
    payment_id: UUID
    amount: int
    currency: str


@message("payments.payment_charged_back")
class PaymentChargedBack(Event):
    """The customer's bank took back a captured payment, or another part of it.

    `disputed`, `won` and `lost` are the new sums of the payment's disputes; they only grow.
    """

    order_id: UUID
    payment_id: UUID
    amount: int
    currency: str
    disputed: int
    won: int = 0
    lost: int = 0


@message("payments.chargeback_closed")
class ChargebackClosed(Event):
    """The bank decided a dispute: if won, the money is ours again; if lost, it is gone. Sums as in
    `PaymentChargedBack`.
    """

    order_id: UUID
    payment_id: UUID
    amount: int
    currency: str
    is_won: bool
    disputed: int
    won: int = 0
    lost: int = 0


@message("payments.money_waits")
class MoneyWaits(Event):
    """Money waits for a person: a refund or explained cash for a second one, or a cash difference for an explanation.

    `subject_id` is the refund's or the count's.
    """

    subject_id: UUID
    store_id: UUID | None
    matter: MoneyMatter
    amount: int
    currency: str
    at: datetime


@message("payments.operation_refused")
class OperationRefused(Event):
    """A command was refused permanently: `kind` is CAPTURE, VOID or REFUND, `code` is the reason.

    `key` is the RefundPayment's.
    """

    order_id: UUID
    payment_id: UUID
    kind: str
    amount: int
    currency: str
    code: str
    key: str = ""
