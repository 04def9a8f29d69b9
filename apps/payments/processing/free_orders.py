"""Orders that cost nothing in the end: the authorization is released, and they are settled like any other."""

from dataclasses import asdict

from apps.orders.contract.types import OrderSummary
from apps.payments.contract.events import PaymentAuthorized, PaymentCaptured
from apps.payments.contract.types import PaymentStatus
from apps.payments.domain.payment import OperationKind, PaymentMethod
from apps.payments.ledger.journal import post_courier_pay
from apps.payments.models import Payment
from apps.payments.processing.gateway_checks import save_and_schedule
from apps.payments.processing.operation_requests import request_operation
from dominos.kernel.unit_of_work import publish

NOTHING_DUE = "nothing-due"


def nothing_to_pay(order: OrderSummary) -> Payment:
    """A payment for an order that nobody had to pay; not stored yet."""
    return Payment(
        order_id=order.order_id,
        order_number=order.number,
        customer_id=order.customer_id,
        store_id=order.store_id,
        method=PaymentMethod.NONE,
        status=PaymentStatus.AUTHORIZED.value,
        currency=order.currency,
        amount=0,
        business_date=order.business_date,
        service=order.service.value,
        order_amounts=asdict(order.amounts),
    )


def promise_nothing(payment: Payment) -> None:
    """Cash for a total that rounds to 0 in coins. The payment is new and locked."""
    payment.status = PaymentStatus.AUTHORIZED.value
    save_and_schedule(payment)
    event = PaymentAuthorized(
        order_id=payment.order_id,
        payment_id=payment.id,
        amount=0,
        currency=payment.currency,
        method=payment.method,
    )
    publish(event, subject=payment.order_id)


def capture_nothing(payment: Payment) -> None:
    """Settles the payment at 0: gateways do not capture that, so the authorization is released instead.

    The payment is locked in this unit of work and AUTHORIZED.
    """
    payment.status = PaymentStatus.CAPTURED.value
    save_and_schedule(payment)
    publish(
        PaymentCaptured(
            order_id=payment.order_id,
            payment_id=payment.id,
            amount=0,
            currency=payment.currency,
            method=payment.method,
        ),
        subject=payment.order_id,
    )
    post_courier_pay(payment.order_id)
    if payment.gateway and payment.authorized:
        request_operation(payment, OperationKind.VOID, key=NOTHING_DUE, reason=NOTHING_DUE)
