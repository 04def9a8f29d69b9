"""Cash for orders that were called off while they were being handed over: the food is gone and the customer paid.

The order stays called off, so its payment stays void; the cash is the customer's until the store gives it back.
"""

from uuid import UUID

from django.db.models import QuerySet

from apps.payments.contract.errors import CashReturned
from apps.payments.contract.events import CashOwed
from apps.payments.contract.types import PaymentStatus
from apps.payments.domain.accounts import EntryKind
from apps.payments.domain.payment import LIVE
from apps.payments.ledger.journal import post_courier_pay, post_owed_cash
from apps.payments.models import Method, OrderFacts, OwedCash, Payment
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.auth import Principal, Role
from dominos.kernel.clock import now
from dominos.kernel.errors import NotFound
from dominos.kernel.unit_of_work import publish, unit_of_work


def overtaken() -> QuerySet[Payment]:
    """The payments in cash whose order was called off and delivered all the same."""
    brought = OrderFacts.objects.filter(courier_id__isnull=False, delivered_at__isnull=False)
    return Payment.objects.filter(
        method=Method.CASH,
        service=ServiceMethod.DELIVERY,
        status=PaymentStatus.VOIDED,
        amount__gt=0,
        order_id__in=brought.values("order_id"),
    )


def keep_owed_cash(order_id: UUID) -> None:
    """Books what the courier took for an order that is called off. News of either may come first."""
    cash = Payment.objects.filter(order_id=order_id, method=Method.CASH, status__in=LIVE)
    # Locked whatever its status: who comes second sees what the first one wrote.
    payment = cash.select_for_update().first()
    if payment is None or payment.status != PaymentStatus.VOIDED:
        return
    is_kept = OwedCash.objects.filter(order_id=order_id).exists()
    if is_kept or not overtaken().filter(id=payment.id).exists():
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


def list_owed(principal: Principal) -> QuerySet[OwedCash]:
    """The cash owed to customers at the stores one works for; at all of them for support."""
    owed = OwedCash.objects.select_related("payment")
    if principal.is_any(Role.SUPPORT, Role.ADMIN):
        return owed
    return owed.filter(store_id__in=principal.store_ids)


def give_back(order_id: UUID, principal: Principal, note: str) -> OwedCash:
    """The customer has it back, from the till: a manager says so. Saying so twice changes nothing.

    NotFound, CashReturned.
    """
    with unit_of_work("payments"):
        owed = list_owed(principal).select_for_update(of=("self",)).filter(order_id=order_id).first()
        if owed is None or not (principal.manages(owed.store_id) or principal.is_any(Role.SUPPORT)):
            raise NotFound("No cash is owed for this order.")
        if owed.returned_at is not None:
            if owed.returned_by == principal.user_id:
                return owed
            raise CashReturned
        owed.returned_at, owed.returned_by, owed.note = now(), principal.user_id, note
        owed.save()
        post_owed_cash(owed.payment, EntryKind.CASH_RETURNED, owed.amount)
        return owed
