"""Adjusts payments to an order's revision: a dearer one raises the authorization, a cheaper one captures less."""

from dataclasses import asdict

from apps.payments.contract.commands import AdjustAuthorization
from apps.payments.contract.events import AuthorizationAdjusted, AuthorizationRefused
from apps.payments.domain.payment import LIVE, OperationKind, OperationStatus, PaymentMethod, refusal
from apps.payments.models import Operation, Payment
from apps.payments.processing.cash import cash_as_gateway_payment
from apps.payments.processing.gateway_checks import save_and_schedule
from apps.payments.processing.gateway_sync import apply
from apps.payments.processing.operation_requests import request_operation
from apps.stores.contract.service import StoresService
from dominos.kernel.services import service
from dominos.kernel.unit_of_work import publish

CASH_LIMIT_EXCEEDED, CURRENCY_DIFFERS = "cash-limit-exceeded", "currency-differs"


def ask_cash_limit(command: AdjustAuthorization) -> int | None:
    """The store's cash limit in minor units, for an order paid in cash; else None."""
    payment = Payment.objects.filter(order_id=command.order_id, status__in=LIVE).first()
    if payment is None or payment.method != PaymentMethod.CASH or payment.store_id is None:
        return None
    return service(StoresService).get_store(store_id=payment.store_id).cash_limit


def adjust(command: AdjustAuthorization, cash_limit: int | None) -> None:
    """Makes the order's payment cover the revision, immediately or through its gateway."""
    live = Payment.objects.select_for_update().filter(order_id=command.order_id, status__in=LIVE)
    payment = live.first()
    if payment is None or command.revision < payment.revision:
        return
    if command.revision == payment.revision:
        _publish_adjusted(payment)
        return
    if code := _refused_before(payment, command) or _refusal(payment, command, cash_limit):
        publish_refused(payment, command.revision, code)
        return
    if payment.gateway and command.amount > payment.authorized:
        details = {"revision": command.revision, "amounts": asdict(command.amounts)}
        key = _key(command)
        request_operation(payment, OperationKind.ADJUST, key=key, amount=command.amount, details=details)
        return
    if command.amount > payment.authorized:
        apply(payment, cash_as_gateway_payment(payment, authorized=command.amount))
    _follow(payment, command.revision, command.amount, asdict(command.amounts))


def _key(command: AdjustAuthorization) -> str:
    return f"revision:{command.revision}"


def _refused_before(payment: Payment, command: AdjustAuthorization) -> str:
    """Why the same revision was refused already; empty where it was not."""
    operations = payment.operations.filter(kind=OperationKind.ADJUST, key=_key(command))
    found = operations.filter(status=OperationStatus.REFUSED).first()
    return found.code if found else ""


def _refusal(payment: Payment, command: AdjustAuthorization, cash_limit: int | None) -> str:
    if command.currency != payment.currency:
        return CURRENCY_DIFFERS
    if payment.release_reason or payment.operations.filter(
        kind=OperationKind.CAPTURE, status=OperationStatus.PENDING
    ):
        return "not-authorized"
    if cash_limit is not None and command.amount > cash_limit:
        return CASH_LIMIT_EXCEEDED
    return refusal(OperationKind.ADJUST, payment.position, command.amount)


def follow_adjustment(payment: Payment, operation: Operation) -> None:
    """Records the raised authorization, unless a later revision was handled meanwhile."""
    if operation.details["revision"] > payment.revision:
        _follow(payment, operation.details["revision"], operation.amount, operation.details["amounts"])


def _follow(payment: Payment, revision: int, amount: int, amounts: dict[str, int]) -> None:
    payment.revision, payment.amount, payment.order_amounts = revision, amount, amounts
    save_and_schedule(payment)
    _publish_adjusted(payment)


def _publish_adjusted(payment: Payment) -> None:
    event = AuthorizationAdjusted(
        order_id=payment.order_id,
        payment_id=payment.id,
        revision=payment.revision,
        amount=payment.amount,
        currency=payment.currency,
        credit=payment.credit,
    )
    publish(event, subject=payment.order_id)


def publish_refused(payment: Payment, revision: int, code: str) -> None:
    """Publishes that the payment stays unchanged."""
    event = AuthorizationRefused(
        order_id=payment.order_id, payment_id=payment.id, revision=revision, code=code
    )
    publish(event, subject=payment.order_id)
