"""Paying an order, and confirming a payment."""

from dataclasses import replace
from uuid import UUID

from apps.orders.contract.exclusions import excluded_cash
from apps.orders.contract.rounding import coin_of, paid_in
from apps.orders.contract.service import OrdersService
from apps.orders.contract.types import OrderSummary
from apps.payments.contract.errors import (
    AmountNotChargeable,
    CardGatewayDown,
    CashLimitExceeded,
    CreditTooLow,
    NotPayable,
    PhoneNotProved,
)
from apps.payments.contract.types import PaymentChoice, PaymentStatus
from apps.payments.domain.gateway import (
    AmountProblem,
    AmountRefused,
    AuthorizationRequest,
    DeclineCode,
    Declined,
    GatewayPayment,
    GatewayRefusal,
    GatewayStatus,
    GatewayUnavailable,
)
from apps.payments.domain.payment import OPEN, PaymentMethod
from apps.payments.gateways import conf
from apps.payments.gateways.credit.gateway import gateway_for
from apps.payments.models import Payment
from apps.payments.processing import wallet
from apps.payments.processing.attempts import PROMISED, PaymentRequest, attempts_of, begin
from apps.payments.processing.cash import cash_as_gateway_payment, may_promise_cash
from apps.payments.processing.declines import (
    UNANSWERED,
    card_mark,
)
from apps.payments.processing.free_orders import promise_nothing
from apps.payments.processing.gateway_checks import save_and_schedule
from apps.payments.processing.gateway_sync import apply, locked, record, record_first
from apps.payments.processing.operation_requests import abandon
from apps.payments.queries.credit_codes import get_by_pass, spendable
from apps.stores.contract.service import StoresService
from dominos.kernel.errors import DomainError, Invalid, NotFound
from dominos.kernel.services import service
from dominos.kernel.unit_of_work import unit_of_work


def request_of(
    choice: PaymentChoice, order_id: UUID, customer_id: UUID, *, client: str, key: str
) -> PaymentRequest:
    """The request to pay the order as the customer chose.

    Raises NotFound, CardNotReady for a saved card; NoSuchCredit for an invalid pass.
    """
    saved = wallet.get_ready(choice.saved, customer_id) if choice.saved is not None else None
    return PaymentRequest(
        order_id=order_id,
        customer_id=customer_id,
        client=client,
        method=PaymentMethod(choice.method),
        token=saved.token if saved else choice.token,
        gateway_customer=saved.customer if saved else "",
        credit_id=get_by_pass(choice.credit).id if choice.credit else None,
        collector=choice.collector,
        key=key,
    )


def problem_of(payment: Payment) -> DomainError | None:
    """Why an attempt failed, None if it did not: the attempt stays on record."""
    if payment.status == PaymentStatus.FAILED:
        if payment.failure_code in frozenset(AmountProblem):
            return AmountNotChargeable(reason=payment.failure_code)
        return Declined(payment.failure_code)
    if payment.status == PaymentStatus.VOIDED or payment.release_reason:
        return NotPayable("The order was voided; nothing was charged.")
    return None


def pay(request: PaymentRequest) -> Payment:
    """Pays the order by card or in cash, or records that a partner was paid.

    Returns the payment AUTHORIZED, REQUIRES_ACTION, FAILED or VOIDED. What is to be paid is queried before
    anything is written; a card attempt is committed before the gateway is called. Raises NotFound, Invalid,
    NotPayable, AlreadyPaid, PaymentInProgress, CashLimitExceeded, PhoneNotProved, TooManyDeclines,
    Unavailable.
    """
    order = service(OrdersService).get_order(order_id=request.order_id)
    if order.customer_id != request.customer_id:
        raise NotFound
    if not order.is_payable and not _is_repeated(request):
        raise NotPayable
    _refuse_too_little(order, request)
    coin = coin_of(order.currency, order.cash_coin, in_cash=request.method == PaymentMethod.CASH)
    order = replace(order, amounts=paid_in(order.amounts, coin))
    if request.method == PaymentMethod.CASH:
        _refuse_cash(order)
    if request.method in PROMISED:
        return _promise(order, request)
    return _pay_by_card(order, request)


def _refuse_too_little(order: OrderSummary, request: PaymentRequest) -> None:
    """CreditTooLow where there is no credit left, or less than the order costs and no card beside it."""
    if request.credit_id is None or _is_repeated(request):
        return
    left = spendable(order, request.credit_id)
    if not left or (request.method == PaymentMethod.CREDIT and left < order.amounts.total):
        raise CreditTooLow(balance=left, currency=order.currency)


def _is_repeated(request: PaymentRequest) -> bool:
    """Whether the same request got this far before: it then ends in the same way."""
    return attempts_of(request).exists()


def _refuse_cash(order: OrderSummary) -> None:
    """Invalid, PhoneNotProved, CashLimitExceeded where cash is not taken for the order, or from its customer."""
    if wrong := excluded_cash("method.type", contactless=order.contactless, in_cash=True):
        raise Invalid(errors=wrong)
    if not may_promise_cash(order):
        raise PhoneNotProved(phone=order.phone_to_prove)
    limit = service(StoresService).get_store(store_id=order.store_id).cash_limit
    if order.amounts.total > limit:
        raise CashLimitExceeded(limit=limit, currency=order.currency)


def _promise(order: OrderSummary, request: PaymentRequest) -> Payment:
    """What no gateway holds: cash for the courier, or what a partner was paid and will pay out."""
    with unit_of_work("payments"):
        payment = begin(order, request)
        if payment.status == PaymentStatus.CREATED and payment.amount:
            apply(payment, cash_as_gateway_payment(payment, authorized=payment.amount))
        elif payment.status == PaymentStatus.CREATED:
            promise_nothing(payment)
        return payment


def _pay_by_card(order: OrderSummary, request: PaymentRequest) -> Payment:
    try:
        if request.token:  # credit alone has none
            request = replace(request, card=card_mark(conf.gateway_name(), request.token))
    except GatewayUnavailable as error:
        raise _gateway_down(error) from error
    with unit_of_work("payments", interim=True):
        payment = begin(order, request)
    if payment.status != PaymentStatus.CREATED:
        with unit_of_work("payments"):
            return locked(payment.id)
    try:
        seen = authorize(payment)
    except GatewayUnavailable as error:
        payment = _abandon_unanswered(payment, error)
        if payment.status in OPEN or payment.status == PaymentStatus.FAILED:
            raise _gateway_down(error) from error
        return payment
    return record_first(payment, seen)


def _gateway_down(error: GatewayUnavailable) -> CardGatewayDown:
    return CardGatewayDown(
        "The card gateway does not answer. Nothing was charged; cash is taken.", reason=error.outage.value
    )


def authorize(payment: Payment) -> GatewayPayment:
    """Authorizes the payment at the gateway; a repeated call has the same key and the same answer."""
    request = AuthorizationRequest(
        payment_id=payment.id,
        order_id=payment.order_id,
        amount=payment.amount,
        currency=payment.currency,
        token=payment.token,
        customer=payment.gateway_customer,
    )
    try:
        return gateway_for(payment).authorize(request, key=f"payment:{payment.id}:authorize")
    except Declined as error:
        return declined(payment, error)
    except AmountRefused as error:
        return declined(payment, Declined(error.problem))
    except GatewayRefusal:
        return declined(payment, Declined(DeclineCode.INVALID_PAYMENT_METHOD))


def declined(payment: Payment, error: Declined) -> GatewayPayment:
    """A decline as the gateway would show it."""
    return GatewayPayment(
        reference=error.reference or payment.reference,
        payment_id=payment.id,
        status=GatewayStatus.FAILED,
        currency=payment.currency,
        decline_code=error.decline_code,
    )


def _abandon_unanswered(payment: Payment, error: GatewayUnavailable) -> Payment:
    """No answer: ends this attempt, so that another one or cash can follow; what it may hold is released.

    Nothing is held where the request never left, unless the customer pressed twice: the other one may have.
    """
    with unit_of_work("payments", interim=True):
        payment = locked(payment.id)
        if payment.status == PaymentStatus.CREATED and not payment.release_reason:
            if error.is_unsent and payment.submissions == 1:
                payment.status, payment.failure_code = PaymentStatus.FAILED.value, UNANSWERED
                save_and_schedule(payment)
            else:
                abandon(payment, UNANSWERED)
        return payment


def confirm(payment_id: UUID, customer_id: UUID) -> Payment:
    """Continues after the customer's action. A payment that does not wait for one is returned unchanged. NotFound."""
    payment = Payment.objects.filter(id=payment_id, customer_id=customer_id).first()
    if payment is None:
        raise NotFound
    if payment.status != PaymentStatus.REQUIRES_ACTION:
        return payment
    try:
        seen = gateway_for(payment).confirm(payment.reference, key=f"payment:{payment.id}:confirm")
    except Declined as error:
        seen = declined(payment, error)
    except GatewayUnavailable as error:
        raise CardGatewayDown(
            "The card gateway does not answer. Ask again in a moment.", reason=error.outage.value
        ) from error
    return record(payment.id, seen)
