"""Reads: the cash couriers carry, their close-outs, and what is owed to customers."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet

from apps.payments.contract.types import CashBalance, PaymentStatus
from apps.payments.domain.payment import PaymentMethod
from apps.payments.models import CashCount, CountedOrder, OrderFacts, OwedCash, Payment
from apps.payments.queries.access import at_store, sees_all_stores
from apps.payments.queries.answers import CashCountAnswer, OwedCashAnswer
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.auth import Principal, Role
from dominos.kernel.edge.answers import Listing
from dominos.kernel.errors import NotFound

# A delivered order's cash is in the bag, whether its capture is recorded yet or not, or the order was cancelled
# while it was being handed over.
IN_BAG = (
    PaymentStatus.AUTHORIZED,
    PaymentStatus.CAPTURED,
    PaymentStatus.PARTIALLY_REFUNDED,
    PaymentStatus.REFUNDED,
    PaymentStatus.VOIDED,
)


def get_balance(courier_id: UUID, order_ids: list[UUID]) -> CashBalance:
    """The cash the courier carries, including `order_ids` whose delivery events have not arrived yet."""
    carried = list(carried_payments(courier_id, order_ids))
    count = CashCount.objects.filter(courier_id=courier_id, settled_at=None).first()
    expected = sum(map(cash_of, carried))
    return CashBalance(
        courier_id=courier_id,
        currency=carried[0].currency if carried else count.currency if count else "",
        expected=expected,
        counted=count.counted if count else None,
        difference=count.counted - expected if count else 0,
        is_settled=not carried and count is None,
    )


def carried_payments(courier_id: UUID, order_ids: Iterable[UUID] = ()) -> QuerySet[Payment]:
    """The payments whose cash the courier carries, oldest first, including those that an open count covers."""
    brought = OrderFacts.objects.filter(courier_id=courier_id, delivered_at__isnull=False).values("order_id")
    cash = Payment.objects.filter(
        method=PaymentMethod.CASH, service=ServiceMethod.DELIVERY, status__in=IN_BAG
    )
    mine = cash.filter(Q(order_id__in=brought) | Q(order_id__in=list(order_ids)))
    return mine.exclude(order_id__in=counted_orders()).order_by("id")


def counted_orders() -> QuerySet[CountedOrder, UUID]:
    """The orders whose cash was counted, and every difference explained."""
    return CountedOrder.objects.filter(count__settled_at__isnull=False).values_list("order_id", flat=True)


def cash_of(payment: Payment) -> int:
    """What the customer paid at the door; refunds are paid from the till."""
    return payment.captured or payment.amount


def list_counts(
    principal: Principal, *, store_id: UUID | None = None, is_open: bool = False
) -> Listing[CashCountAnswer]:
    """The courier's own close-outs, or those of the stores the caller works for."""
    visible = Q(courier_id=principal.id)
    if principal.is_any(Role.STORE_STAFF, Role.STORE_MANAGER):
        visible |= Q(store_id__in=principal.store_ids)
    if sees_all_stores(principal):
        visible = Q()
    counts = at_store(CashCount.objects.filter(visible), store_id)
    return Listing(counts.filter(settled_at=None) if is_open else counts, CashCountAnswer.of_all)


def get_explainable(count_id: UUID, principal: Principal) -> CashCount:
    """The close-out, if the caller may explain its difference. NotFound."""
    count = CashCount.objects.filter(id=count_id).first()
    if count is None or not _may_explain(principal, count):
        raise NotFound("There is no such close-out.")
    return count


def _may_explain(principal: Principal, count: CashCount) -> bool:
    """A manager of the store or support, never the courier about their own bag."""
    if principal.id == count.courier_id:
        return False
    return principal.manages(count.store_id) or principal.is_any(Role.SUPPORT)


def cancelled_but_delivered() -> QuerySet[Payment]:
    """The cash payments of orders that were cancelled and nevertheless delivered."""
    brought = OrderFacts.objects.filter(courier_id__isnull=False, delivered_at__isnull=False)
    return Payment.objects.filter(
        method=PaymentMethod.CASH,
        service=ServiceMethod.DELIVERY,
        status=PaymentStatus.VOIDED,
        amount__gt=0,
        order_id__in=brought.values("order_id"),
    )


def visible_owed_cash(principal: Principal) -> QuerySet[OwedCash]:
    """The cash owed to customers at the caller's stores; at all of them for support."""
    owed = OwedCash.objects.select_related("payment")
    if sees_all_stores(principal):
        return owed
    return owed.filter(store_id__in=principal.store_ids)


def list_owed_cash(
    principal: Principal, *, store_id: UUID | None = None, is_open: bool = False
) -> Listing[OwedCashAnswer]:
    """The cash owed to customers that the caller may see, newest first."""
    owed = at_store(visible_owed_cash(principal), store_id)
    return Listing(owed.filter(returned_at=None) if is_open else owed, OwedCashAnswer.of_all, "-order_id")
