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

    `invoice_path`: the link to the invoice, valid for ten years without sign-in; empty until there is one.
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
    """A partner that collected the money for an order; `commission` is its share, in hundredths of a percent."""

    partner_id: UUID
    commission: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerBalance:
    """What a partner collected for our orders, refunded, keeps, and has paid out; minor units of `currency`."""

    currency: str
    taken: int = 0
    refunded: int = 0
    commission: int = 0
    paid_out: int = 0

    @property
    def due(self) -> int:
        """What it still owes us; negative if we owe it."""
        return self.taken - self.refunded - self.commission - self.paid_out


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentChoice:
    """How a customer pays: `method` is `card`, `cash` or `credit`; `partner` if a `collector` was paid.

    A card is given by the gateway's `token` or by a `saved` card's id; `credit` is a pass, with which a gift
    card or store credit pays first, and alone if the method says so or it covers everything.
    """

    method: str
    token: str = field(default="", repr=False)
    saved: UUID | None = None
    credit: str = field(default="", repr=False)
    collector: Collector | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditLetter:
    """The content of the mail about a gift card or store credit, and its recipient if there is no order.

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
    """The result of paying: AUTHORIZED, or REQUIRES_ACTION at `action_url` (see `NextActionAnswer`)."""

    payment_id: UUID
    status: PaymentStatus
    method: str
    currency: str
    authorized: int
    credit: int = 0
    action_type: str = ""
    action_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartOwed:
    """Whose part of a payment, by the weight of what they ordered beside the others' (minor units)."""

    person_id: UUID
    weight: int


class MoneyMatter(StrEnum):
    """Why money waits for a person."""

    REFUND_TO_DECIDE = "refund_to_decide"
    CASH_DIFFERS = "cash_differs"
    CASH_TO_CONFIRM = "cash_to_confirm"


class RefundScope(StrEnum):
    """What a refund is for, which decides the tax rates.

    `lines`: what it names, at their rates. `rest`: everything that is left, rate by rate. `reduction`: the
    order as a whole became cheaper; in proportion to what is left unless it names components.
    """

    LINES = "lines"
    REST = "rest"
    REDUCTION = "reduction"


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundComponents:
    """The components of a refund, corresponding to `Amounts` of an order.

    food + delivery_fee + small_order_fee + deposit + tax_added + tip + rounding = its amount. `food` is after
    discounts; `tax` is all tax in the refund, included in prices or added; `tax_added` only the added.
    `tax_lines` give the rates of the refunded lines and fees.
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
    """How a sale was booked, in minor units and net of tax, as the day report adds it up.

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
