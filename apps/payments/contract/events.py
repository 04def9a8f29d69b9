"""What happens to payments. The subject is the order. Amounts in minor units."""

from uuid import UUID

from dominos.kernel.messaging.messages import Event, message


@message("payments.payment_authorized")
class PaymentAuthorized(Event):
    """The amount is reserved on the customer's card, or promised in cash (`method`: `card`, `cash`)."""

    order_id: UUID
    payment_id: UUID
    amount: int
    currency: str
    method: str


@message("payments.payment_failed")
class PaymentFailed(Event):
    """An attempt failed for good; `code` as the gateway port names it. Another attempt may follow."""

    order_id: UUID
    payment_id: UUID
    code: str


@message("payments.payment_captured")
class PaymentCaptured(Event):
    """The money is ours."""

    order_id: UUID
    payment_id: UUID
    amount: int
    currency: str


@message("payments.payment_voided")
class PaymentVoided(Event):
    """The reservation was released."""

    order_id: UUID
    payment_id: UUID
    reason: str


@message("payments.payment_refunded")
class PaymentRefunded(Event):
    """Money went back to the customer."""

    order_id: UUID
    payment_id: UUID
    amount: int
    currency: str
    reason: str


@message("payments.invoice_issued")
class InvoiceIssued(Event):
    """The order's invoice exists."""

    order_id: UUID
    customer_id: UUID
    invoice_id: UUID
    number: str
