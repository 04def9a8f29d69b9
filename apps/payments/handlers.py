"""What the app listens to: the commands of the orders saga, and its own capture, which makes the invoice due."""

from apps.orders.contract.types import OrderSummary
from apps.payments import actions, adjusting, invoicing
from apps.payments.contract.commands import AdjustAuthorization, CapturePayment, RefundPayment, VoidPayment
from apps.payments.contract.events import PaymentCaptured
from apps.stores.contract.types import Store
from dominos.kernel.messaging.bus import on


@on(CapturePayment)
def on_capture_payment(command: CapturePayment) -> None:
    actions.capture(command)


@on(VoidPayment)
def on_void_payment(command: VoidPayment) -> None:
    actions.void(command)


@on(RefundPayment)
def on_refund_payment(command: RefundPayment) -> None:
    actions.refund(command)


@on(AdjustAuthorization, ask=adjusting.ask_cash_limit)
def on_adjust_authorization(command: AdjustAuthorization, cash_limit: int | None) -> None:
    adjusting.adjust(command, cash_limit)


@on(PaymentCaptured, ask=invoicing.ask_what_was_sold)
def on_payment_captured(event: PaymentCaptured, sold: tuple[OrderSummary, Store, str]) -> None:
    invoicing.issue_invoice(event.payment_id, *sold)
