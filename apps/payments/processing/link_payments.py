"""Paying an order by its tracking link."""

from uuid import UUID

from apps.orders.contract.rounding import coin_of, paid_in
from apps.orders.contract.types import OrderSummary
from apps.payments.contract.types import PaymentStatus
from apps.payments.gateways import conf
from apps.payments.gateways.embedded.tokens import TEST_TOKENS
from apps.payments.models import Payment
from apps.payments.processing import pay
from apps.payments.processing.cash import may_promise_cash
from apps.payments.queries.answers import CARD_FORM, CardEntryAnswer, PayingAnswer
from apps.stores.contract.service import StoresService
from dominos.kernel.errors import NotFound
from dominos.kernel.services import service


def card_entry() -> CardEntryAnswer:
    """How cards are entered at the gateway of this deployment."""
    is_test = conf.gateway_name() == conf.EMBEDDED
    return CardEntryAnswer(
        test_tokens=list(TEST_TOKENS) if is_test else [],
        card_form=CARD_FORM if conf.has_card_form() else "",
    )


def ways_to_pay(order: OrderSummary) -> PayingAnswer:
    """How the order can be paid now.

    Cash within the store's limit, not for food left at the door, and for a guest only with a verified
    telephone.
    """
    entry = card_entry()
    by_card, in_cash = (
        paid_in(order.amounts, coin_of(order.currency, order.cash_coin, in_cash=is_cash)).total
        for is_cash in (False, True)
    )
    takes_cash = order.is_payable and not order.contactless and may_promise_cash(order)
    limit = service(StoresService).get_store(store_id=order.store_id).cash_limit
    last = Payment.objects.filter(order_id=order.order_id).order_by("-id").first()
    return PayingAnswer(
        is_payable=order.is_payable,
        currency=order.currency,
        by_card=by_card,
        in_cash=in_cash if takes_cash and in_cash <= limit else None,
        test_tokens=entry.test_tokens,
        card_form=entry.card_form,
        last_failure=last.failure_code if last and last.status == PaymentStatus.FAILED else "",
    )


def confirm(order: OrderSummary, payment_id: UUID) -> Payment:
    """As `pay.confirm`, for a payment of the link's order only. NotFound."""
    if not Payment.objects.filter(id=payment_id, order_id=order.order_id).exists():
        raise NotFound
    return pay.confirm(payment_id, order.customer_id)
