"""The content of invoices, credit notes and day reports, as stored. Amounts in minor units of `currency`."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from apps.payments.domain.payment import PaymentMethod
from dominos.kernel.edge.answers import Answer, Omissible, Url

Instant = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
"""An instant in the document's exact spelling."""


class SellerAnswer(Answer):
    """Who sold: the legal entity and its store."""

    legal_entity: str
    store: str
    street: str
    city: str
    phone: str


class BuyerAnswer(Answer):
    """Who bought; the name is empty where the account is gone."""

    name: str


class InvoicedOrderAnswer(Answer):
    """The order a document is about."""

    id: UUID
    number: str
    url: Url


class DocumentPaymentAnswer(Answer):
    """How the order was paid."""

    method: PaymentMethod
    amount: int
    credit: int = 0
    """What of the amount a gift card or store credit paid."""
    is_test: bool


class TaxRowAnswer(Answer):
    """The tax of one rate."""

    percent: str
    net: int
    tax: int
    gross: int


class InvoiceLineAnswer(Answer):
    """A line of an invoice."""

    number: int
    name: str
    description: str
    quantity: int
    unit_price: int
    total: int


class InvoiceAmountsAnswer(Answer):
    """What an invoice's total is made of."""

    food: int
    discount: int
    delivery_fee: int
    tax_added: int
    tax: int
    small_order_fee: int
    deposit: int
    tip: int
    rounding: int
    not_charged: Omissible[int] = None
    """What was captured minus what the order came to, where they differ."""
    total: int


class InvoiceDocumentAnswer(Answer):
    """Everything an invoice says; its PDF is drawn from nothing else."""

    language: str
    id: UUID
    number: str
    issued_at: Instant
    issued_on: date
    sold_on: date
    seller: SellerAnswer
    buyer: BuyerAnswer
    order: InvoicedOrderAnswer
    currency: str
    lines: list[InvoiceLineAnswer]
    amounts: InvoiceAmountsAnswer
    taxes: list[TaxRowAnswer]
    payment: DocumentPaymentAnswer


class CreditedInvoiceAnswer(Answer):
    """The invoice a credit note belongs to."""

    id: UUID
    number: str
    issued_on: date


class CreditNoteLineAnswer(Answer):
    """A refunded order line, or the part of the order that no line accounts for."""

    number: int | None
    name: str
    part: str
    amount: int
    tax: int | None


class CreditNoteAmountsAnswer(Answer):
    """The components of a credit note's total."""

    net: int
    tax: int
    tip: int
    total: int


class CreditNoteDocumentAnswer(Answer):
    """The whole content of a credit note, from which its PDF is drawn."""

    language: str
    id: UUID
    number: str
    invoice: CreditedInvoiceAnswer
    issued_at: Instant
    issued_on: date
    seller: SellerAnswer
    buyer: BuyerAnswer
    order: InvoicedOrderAnswer
    currency: str
    lines: list[CreditNoteLineAnswer]
    amounts: CreditNoteAmountsAnswer
    taxes: list[TaxRowAnswer]
    reason: str
    payment: DocumentPaymentAnswer


class ReportedStoreAnswer(Answer):
    """The store of a day report."""

    id: UUID
    code: str
    name: str


class DayOrdersAnswer(Answer):
    """The day's orders; the percentage is null where none was completed."""

    charged: int
    completed: int
    on_time: int
    on_time_percent: str | None
    still_open: int


class DaySalesAnswer(Answer):
    """The day's sales, before refunds."""

    food: int
    discounts: int
    delivery_fees: int
    small_order_fees: int
    deposits: int
    rounding: int
    net: int
    tax: int
    tips: int
    unknown: int
    total: int


class DayRefundsAnswer(Answer):
    """The day's refunds, those of them that banks returned, and retried ones."""

    count: int
    net: int
    tax: int
    tips: int
    unknown: int
    total: int
    failed: int
    retried: int


class DayChargebacksAnswer(Answer):
    """The day's chargebacks, and those of them that were won."""

    taken: int
    won: int


class DayLateTipsAnswer(Answer):
    """Tips that customers gave after the hand-over, and what of them went back; the couriers keep theirs."""

    paid: int = 0
    returned: int = 0


class RateTaxAnswer(Answer):
    """The tax of one rate, on sales and on refunds, separately."""

    sales: int
    refunds: int


class DayMethodAnswer(Answer):
    """Movements of one payment method: taken, returned (refunds and chargebacks), and the difference."""

    taken: int
    returned: int
    net: int


class DayCashAnswer(Answer):
    """Cash handed in, and differences."""

    handed_in: int
    difference: int
    for_cancelled_orders: int
    owed_cash_returned: int


class DayCouriersAnswer(Answer):
    """Couriers' earnings."""

    deliveries: int
    hours: int
    tips: int


class DayLedgerAnswer(Answer):
    """The day's entries, and the balance of every account that moved; a debit is positive."""

    entries: int
    accounts: dict[str, int]


class DayReportDocumentAnswer(Answer):
    """The whole content of a day report, from which its PDF is drawn."""

    store: ReportedStoreAnswer
    legal_entity: str
    day: date
    currency: str
    closed_at: Instant
    orders: DayOrdersAnswer
    sales: DaySalesAnswer
    refunds: DayRefundsAnswer
    chargebacks: DayChargebacksAnswer
    tips_afterwards: DayLateTipsAnswer
    tax_by_rate: dict[str, RateTaxAnswer]
    payments: dict[PaymentMethod, DayMethodAnswer]
    cash: DayCashAnswer
    couriers: DayCouriersAnswer
    from_earlier_days: int
    """Charges that belong to days closed before."""
    ledger: DayLedgerAnswer
