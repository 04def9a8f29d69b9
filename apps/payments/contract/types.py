"""Types of the payments service."""

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from apps.orders.contract.types import TaxLine


class PaymentStatus(StrEnum):
    """The states of a payment."""

    CREATED = "CREATED"
    REQUIRES_ACTION = "REQUIRES_ACTION"
    AUTHORIZED = "AUTHORIZED"
    CAPTURED = "CAPTURED"
    PARTIALLY_REFUNDED = "PARTIALLY_REFUNDED"
    REFUNDED = "REFUNDED"
    VOIDED = "VOIDED"
    FAILED = "FAILED"
    CHARGEBACK = "CHARGEBACK"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentSummary:
    """The payment that counts for an order. Amounts in minor units; `method`: `card`, `credit`, `cash`, `partner`.

    `invoice_path`: where whoever has it reads the invoice for ten years, without signing in; empty until there is one.
    """

    payment_id: UUID
    order_id: UUID
    status: PaymentStatus
    method: str
    currency: str
    authorized: int
    captured: int
    refunded: int
    credit: int = 0
    invoice_path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Collector:
    """A partner that took the money for an order; `commission` is what it keeps, in hundredths of a percent."""

    partner_id: UUID
    commission: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerBalance:
    """What a partner took for our orders, gave back of it, keeps, and has paid out; minor units of `currency`."""

    currency: str
    taken: int = 0
    refunded: int = 0
    commission: int = 0
    paid_out: int = 0

    @property
    def due(self) -> int:
        """What it still owes us; below 0 what we owe it."""
        return self.taken - self.refunded - self.commission - self.paid_out


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentChoice:
    """How a customer wants to pay: `method` is `card`, `cash` or `credit`; `partner`, where a `collector` was paid.

    A card by the gateway's `token`, or one `saved`; `credit` is a pass, with which a gift card or store credit pays
    first, and alone where the method says so or it covers all.
    """

    method: str
    token: str = field(default="", repr=False)
    saved: UUID | None = None
    credit: str = field(default="", repr=False)
    collector: Collector | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditLetter:
    """What the mail of a gift card or store credit says, and to whom it goes where no order tells that.

    `amount` in minor units; `sender` and `words` are what its buyer wrote.
    """

    email: str
    locale: str
    code: str
    amount: int
    currency: str
    sender: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentResult:
    """What became of paying: AUTHORIZED, or REQUIRES_ACTION at `action_url` (see `NextActionAnswer`)."""

    payment_id: UUID
    status: PaymentStatus
    method: str
    currency: str
    authorized: int
    credit: int = 0
    action_type: str = ""
    action_url: str = ""


class MoneyMatter(StrEnum):
    """Why money waits for a person."""

    REFUND_TO_DECIDE = "refund_to_decide"
    CASH_DIFFERS = "cash_differs"
    CASH_TO_CONFIRM = "cash_to_confirm"


class RefundScope(StrEnum):
    """What a refund is of, which says at which rates it is taxed.

    `lines`: what it names, at the rates of that. `rest`: all that is left, rate by rate. `reduction`: the order as a
    whole became cheaper, for the reason it gives; in proportion to what is left where it names no components.
    """

    LINES = "lines"
    REST = "rest"
    REDUCTION = "reduction"


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundComponents:
    """What a refund is made of, as `Amounts` is of an order.

    food + delivery_fee + small_order_fee + deposit + tax_added + tip + rounding = its amount. `food` is after
    discounts; `tax` is all tax in the refund, included in prices or added; `tax_added` only that added. `tax_lines`
    say at which rates: of the lines and fees that come back, and of no others.
    """

    food: int = 0
    delivery_fee: int = 0
    tip: int = 0
    tax: int = 0
    tax_added: int = 0
    small_order_fee: int = 0
    deposit: int = 0
    rounding: int = 0
    tax_lines: tuple[TaxLine, ...] = ()

    @property
    def amount(self) -> int:
        """What the customer gets."""
        fees = self.delivery_fee + self.small_order_fee
        return self.food + fees + self.deposit + self.tax_added + self.tip + self.rounding


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleParts:
    """What of a sale was booked as what, in minor units and net of tax, as the day's report adds it up.

    food - discount + delivery_fee + small_order_fee + deposit + rounding + tax + tip + unknown = the amount.
    """

    food: int = 0
    discount: int = 0
    delivery_fee: int = 0
    small_order_fee: int = 0
    deposit: int = 0
    rounding: int = 0
    tax: int = 0
    tip: int = 0
    unknown: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundedLine:
    """A line's share of a refund: `number` is the order line's, `amount` what the customer gets, with its `tax`."""

    number: int
    amount: int
    tax: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CashBalance:
    """A courier's cash since the last close-out. `difference` is counted minus expected, 0 before a count.

    `is_settled`: nothing is left to count, or the count is equal or its difference explained.
    """

    courier_id: UUID
    currency: str
    expected: int
    counted: int | None
    difference: int
    is_settled: bool
