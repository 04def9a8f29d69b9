"""Places an order and pays it in one request: the order is stored first, then payments are called.

If the request ends in between, a retry finds the order it placed and continues.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from apps.orders.domain.refund_matrix import CASH
from apps.orders.lifecycle.payment_events import on_authorized
from apps.orders.models import Order, Quote
from apps.orders.queries.payment_outcomes import NextStepAnswer, OrderPaymentAnswer, PaymentOutcome
from apps.orders.queries.phone_proofs import in_country_of, is_code_needed
from apps.orders.queries.sagas import locked, with_saga
from apps.orders.quotes.placement import Placement
from apps.payments.contract.errors import CardDeclined, PhoneNotProved
from apps.payments.contract.events import PaymentAuthorized
from apps.payments.contract.service import PaymentsService
from apps.payments.contract.types import PaymentChoice, PaymentResult, PaymentStatus
from apps.users.contract.service import UsersService
from dominos.kernel.errors import DomainError, Unavailable
from dominos.kernel.services import service
from dominos.kernel.unit_of_work import unit_of_work


@dataclass(frozen=True, slots=True, kw_only=True)
class Payer:
    """Who pays how: `client` is a digest of the network address, `key` the request's idempotency key."""

    customer_id: UUID
    choice: PaymentChoice
    client: str
    key: str


def refuse_unproved(quote_id: UUID, placement: Placement, choice: PaymentChoice) -> None:
    """Raises PhoneNotProved for a guest who pays in cash, before anything is placed."""
    if choice.method != CASH or not placement.is_guest or not is_code_needed():
        return
    quote = Quote.objects.filter(id=quote_id).first()
    typed = placement.contact_phone
    phone = in_country_of(quote.terms["store_phone"], typed) if quote else typed
    if not service(UsersService).is_phone_proved(owner_id=placement.customer_id, phone=phone):
        raise PhoneNotProved(phone=phone)


def place_and_pay(
    quote_id: UUID, payer: Payer, place: Callable[[], Order]
) -> tuple[Order, OrderPaymentAnswer]:
    """Places the order by `place` and pays it. Raises the errors of placing; the outcome of paying is in the
    response.
    """
    order = _placed(quote_id, payer, place)
    if not order.total:
        return with_saga(order.id), OrderPaymentAnswer(outcome=PaymentOutcome.NOTHING_DUE)
    result, answer = _pay(order.id, payer)
    with unit_of_work("orders"):
        saga = locked(order.id)
        if result is not None and result.status is PaymentStatus.AUTHORIZED:
            on_authorized(saga, _as_news(order.id, result))
        saga.order.saga = saga
        return saga.order, answer


def _placed(quote_id: UUID, payer: Payer, place: Callable[[], Order]) -> Order:
    """The order, the one that the same request placed before it was broken off included."""
    try:
        return place()
    except DomainError:
        own = Order.objects.filter(quote_id=quote_id, customer_id=payer.customer_id, request_key=payer.key)
        order = own.first()
        if order is None:
            raise
        return order


def _pay(order_id: UUID, payer: Payer) -> tuple[PaymentResult | None, OrderPaymentAnswer]:
    try:
        result = service(PaymentsService).pay(
            order_id=order_id,
            customer_id=payer.customer_id,
            choice=payer.choice,
            client=payer.client,
            key=payer.key,
        )
    except DomainError as error:
        return None, _refusal(error)
    waits = result.status is PaymentStatus.REQUIRES_ACTION
    return result, OrderPaymentAnswer(
        outcome=PaymentOutcome.REQUIRES_ACTION if waits else PaymentOutcome.AUTHORIZED,
        payment_id=result.payment_id,
        next_action=NextStepAnswer(type=result.action_type, url=result.action_url) if waits else None,
    )


def _refusal(error: DomainError) -> OrderPaymentAnswer:
    declined: dict[str, Any] = error.members if error.code == CardDeclined.code else {}
    if declined:
        outcome = PaymentOutcome.DECLINED
    elif type(error) is Unavailable:
        outcome = PaymentOutcome.UNKNOWN
    else:
        outcome = PaymentOutcome.REFUSED
    code = declined.get("decline_code", "")
    return OrderPaymentAnswer(outcome=outcome, problem=error.code, decline_code=code)


def _as_news(order_id: UUID, result: PaymentResult) -> PaymentAuthorized:
    return PaymentAuthorized(
        order_id=order_id,
        payment_id=result.payment_id,
        amount=result.authorized,
        currency=result.currency,
        method=result.method,
        credit=result.credit,
    )
