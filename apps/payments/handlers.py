"""Handlers of the orders saga's commands, and of the app's own capture, which triggers the invoice."""

from apps.delivery.contract.events import OrderDelivered, ProviderCharged, ShiftEnded
from apps.orders.contract.events import (
    GuestOrderClaimed,
    OrderAdvanced,
    OrderCompleted,
    OrderPlaced,
    OrderRevised,
    OrdersForgotten,
)
from apps.orders.contract.types import OrderSummary
from apps.payments.contract.commands import (
    AdjustAuthorization,
    CapturePayment,
    CheckAuthorization,
    GrantCredit,
    RefundPayment,
    VoidPayment,
)
from apps.payments.contract.events import PaymentCaptured, PaymentRefunded
from apps.payments.invoices import credit_notes, invoices
from apps.payments.invoices.invoices import Sold
from apps.payments.ledger import facts
from apps.payments.ledger.journal import post_courier_pay, post_provider_fee, post_shift
from apps.payments.ledger.owed_cash import record_owed_cash
from apps.payments.processing import adjustments, commands, forgetting, grants
from apps.stores.contract.events import StoreSaved
from dominos.kernel.messaging.bus import on


@on(CapturePayment, ask=commands.ask_free_order)
def on_capture_payment(command: CapturePayment, free: OrderSummary | None) -> None:
    commands.capture(command, free)


@on(CheckAuthorization)
def on_check_authorization(command: CheckAuthorization) -> None:
    commands.check_authorization(command)


@on(VoidPayment)
def on_void_payment(command: VoidPayment) -> None:
    commands.void(command)


@on(RefundPayment)
def on_refund_payment(command: RefundPayment) -> None:
    commands.refund(command)


@on(AdjustAuthorization, ask=adjustments.ask_cash_limit)
def on_adjust_authorization(command: AdjustAuthorization, cash_limit: int | None) -> None:
    adjustments.adjust(command, cash_limit)


@on(GrantCredit)
def on_grant_credit(command: GrantCredit) -> None:
    grants.grant(command)


@on(StoreSaved)
def on_store_saved(event: StoreSaved) -> None:
    facts.save_store(event)


@on(OrderPlaced)
def on_order_placed(event: OrderPlaced) -> None:
    facts.save_placed(event)


@on(OrderRevised)
def on_order_revised(event: OrderRevised) -> None:
    if event.was_store_id is not None:
        facts.move_to_store(event)


@on(OrderAdvanced)
def on_order_advanced(event: OrderAdvanced) -> None:
    facts.save_end(event)
    if event.courier_id is not None:
        post_courier_pay(event.order_id)


@on(OrderCompleted)
def on_order_completed(event: OrderCompleted) -> None:
    facts.save_completed(event)
    post_courier_pay(event.order_id)


@on(OrderDelivered)
def on_order_delivered(event: OrderDelivered) -> None:
    facts.save_delivered(event)
    post_courier_pay(event.order_id)
    record_owed_cash(event.order_id)


@on(ProviderCharged)
def on_provider_charged(event: ProviderCharged) -> None:
    post_provider_fee(event)


@on(ShiftEnded)
def on_shift_ended(event: ShiftEnded) -> None:
    post_shift(event)


@on(PaymentCaptured, ask=invoices.ask_what_was_sold)
def on_payment_captured(event: PaymentCaptured, sold: Sold) -> None:
    invoices.issue_invoice(event.payment_id, sold)


@on(PaymentRefunded, ask=invoices.ask_what_was_sold)
def on_payment_refunded(event: PaymentRefunded, sold: Sold) -> None:
    credit_notes.issue_credit_note(event, sold)


@on(GuestOrderClaimed)
def on_guest_order_claimed(event: GuestOrderClaimed) -> None:
    facts.assign_to_account(event)


@on(OrdersForgotten)
def on_orders_forgotten(event: OrdersForgotten) -> None:
    forgetting.forget_payer(event)
