"""Cash for orders that were cancelled during the hand-over: the customer paid nevertheless.

The order stays cancelled, so its payment stays void; the cash is owed to the customer until the store returns
it.
"""

from uuid import UUID

from apps.payments.contract.errors import CashReturned, SecondPersonNeeded
from apps.payments.contract.events import CashOwed
from apps.payments.contract.types import PaymentStatus
from apps.payments.domain.accounts import EntryKind
from apps.payments.domain.payment import LIVE, PaymentMethod
from apps.payments.ledger.journal import post_courier_pay, post_owed_cash
from apps.payments.models import OrderFacts, OwedCash, Payment
from apps.payments.queries.cash import cancelled_but_delivered, visible_owed_cash
from dominos.kernel.auth import Principal, Role
from dominos.kernel.clock import now
from dominos.kernel.errors import NotFound
from dominos.kernel.unit_of_work import publish, unit_of_work


def record_owed_cash(order_id: UUID) -> None:
    """Posts what the courier took for a cancelled order. Delivery and cancellation may arrive in either order."""
    cash = Payment.objects.filter(order_id=order_id, method=PaymentMethod.CASH, status__in=LIVE)
    # Locked whatever its status: who comes second sees what the first one wrote.
    payment = cash.select_for_update().first()
    if payment is None or payment.status != PaymentStatus.VOIDED:
        return
    is_recorded = OwedCash.objects.filter(order_id=order_id).exists()
    if is_recorded or not cancelled_but_delivered().filter(id=payment.id).exists():
        return
    facts = OrderFacts.objects.get(order_id=order_id)
    assert facts.courier_id is not None and facts.delivered_at is not None and payment.store_id is not None
    OwedCash.objects.create(
        order_id=order_id,
        payment=payment,
        courier_id=facts.courier_id,
        store_id=payment.store_id,
        amount=payment.amount,
        currency=payment.currency,
        taken_at=facts.delivered_at,
    )
    post_owed_cash(payment, EntryKind.CASH_OWED, payment.amount)
    post_courier_pay(order_id)
    publish(
        CashOwed(order_id=order_id, payment_id=payment.id, amount=payment.amount, currency=payment.currency),
        subject=order_id,
    )


def return_cash(order_id: UUID, principal: Principal, note: str) -> OwedCash:
    """A manager records that the customer got the cash back from the till. Repeating the call changes nothing.

    Raises NotFound, CashReturned, SecondPersonNeeded (one's own cash).
    """
    with unit_of_work("payments"):
        owed = visible_owed_cash(principal).select_for_update(of=("self",)).filter(order_id=order_id).first()
        if owed is None or not (principal.manages(owed.store_id) or principal.is_any(Role.SUPPORT)):
            raise NotFound("No cash is owed for this order.")
        if owed.payment.customer_id == principal.user_id:
            raise SecondPersonNeeded
        if owed.returned_at is not None:
            if owed.returned_by == principal.user_id:
                return owed
            raise CashReturned
        owed.returned_at, owed.returned_by, owed.note = now(), principal.user_id, note
        owed.save()
        post_owed_cash(owed.payment, EntryKind.CASH_RETURNED, owed.amount)
        return owed
