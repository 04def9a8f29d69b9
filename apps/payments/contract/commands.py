"""What the orders saga asks of payments. The subject is the order; repeating a command changes nothing."""

from uuid import UUID

from dominos.kernel.messaging.messages import Command, message


@message("payments.capture_payment")
class CapturePayment(Command):
    """Take `amount` (minor units) of what was authorised for the order."""

    order_id: UUID
    amount: int
    currency: str


@message("payments.void_payment")
class VoidPayment(Command):
    """Release whatever is authorised for the order; refund what was captured meanwhile."""

    order_id: UUID
    reason: str


@message("payments.refund_payment")
class RefundPayment(Command):
    """Give back `amount` (minor units) of what was captured; `key` tells refunds of one order apart."""

    order_id: UUID
    amount: int
    currency: str
    reason: str
    key: str
