"""Cash in couriers' bags: what should be there, what was counted, and why the two differ."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet

from apps.payments.contract.errors import CountSettled, NotExplained, NothingToCount, SecondPersonNeeded
from apps.payments.contract.types import CashBalance, PaymentStatus
from apps.payments.ledger.days import trading_day
from apps.payments.ledger.journal import post_cash_count
from apps.payments.ledger.locks import hold
from apps.payments.market import rules
from apps.payments.models import CashCount, CountedOrder, Method, OrderFacts, Payment
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.auth import Principal, Role
from dominos.kernel.clock import now
from dominos.kernel.errors import NotFound
from dominos.kernel.unit_of_work import unit_of_work

# A delivered order's cash is in the bag, whether its capture is recorded yet or not, or the order was called off
# while it was being handed over.
IN_BAG = (
    PaymentStatus.AUTHORIZED,
    PaymentStatus.CAPTURED,
    PaymentStatus.PARTIALLY_REFUNDED,
    PaymentStatus.REFUNDED,
    PaymentStatus.VOIDED,
)


def get_balance(courier_id: UUID, order_ids: list[UUID]) -> CashBalance:
    """What the courier carries, news of `order_ids` included that are still on their way."""
    carried = list(_carried(courier_id, order_ids))
    count = CashCount.objects.filter(courier_id=courier_id, settled_at=None).first()
    expected = _sum(carried)
    return CashBalance(
        courier_id=courier_id,
        currency=carried[0].currency if carried else count.currency if count else "",
        expected=expected,
        counted=count.counted if count else None,
        difference=count.counted - expected if count else 0,
        is_settled=not carried and count is None,
    )


def count_cash(courier_id: UUID, counted: int, note: str) -> CashCount:
    """Keeps what the courier counted; an equal count is settled at once, another one waits for an explanation.

    A new count takes the place of one that waits. NothingToCount.
    """
    with unit_of_work("payments"):
        hold(f"cash:{courier_id}")
        CashCount.objects.filter(courier_id=courier_id, settled_at=None).delete()
        carried = list(_carried(courier_id).select_for_update())
        if not carried:
            raise NothingToCount
        store_id = carried[-1].store_id
        assert store_id is not None
        count = CashCount.objects.create(
            courier_id=courier_id,
            store_id=store_id,
            currency=carried[-1].currency,
            expected=_sum(carried),
            counted=counted,
            note=note,
        )
        CountedOrder.objects.bulk_create(
            CountedOrder(order_id=payment.order_id, count=count, amount=_cash_of(payment))
            for payment in carried
        )
        if not count.difference:
            _settle(count)
        return count


def get_explainable(count_id: UUID, principal: Principal) -> CashCount:
    """The close-out, if the caller may answer for its difference. NotFound."""
    count = CashCount.objects.filter(id=count_id).first()
    if count is None or not may_explain(principal, count):
        raise NotFound("There is no such close-out.")
    return count


def explain(count_id: UUID, explained_by: UUID, reason: str) -> CashCount:
    """Says why there is a difference: settles it up to the market's limit, else a second person confirms.

    CountSettled.
    """
    with unit_of_work("payments"):
        count = _open(count_id)
        count.explanation, count.explained_by = reason, explained_by
        if rules().may_settle_alone(count.difference, count.currency):
            _settle(count)
        count.save()
        return count


def confirm(count_id: UUID, confirmed_by: UUID) -> CashCount:
    """The second person's yes to an explanation settles the close-out.

    CountSettled, NotExplained, SecondPersonNeeded.
    """
    with unit_of_work("payments"):
        count = _open(count_id)
        if count.explained_by is None:
            raise NotExplained
        if count.explained_by == confirmed_by:
            raise SecondPersonNeeded
        count.confirmed_by = confirmed_by
        _settle(count)
        return count


def _open(count_id: UUID) -> CashCount:
    count = CashCount.objects.select_for_update().filter(id=count_id).first()
    if count is None:
        raise NotFound("The courier counted again.")
    if count.settled_at is not None:
        raise CountSettled
    return count


def may_explain(principal: Principal, count: CashCount) -> bool:
    """A manager of the store or support, never the courier about their own bag."""
    if principal.id == count.courier_id:
        return False
    return principal.manages(count.store_id) or principal.is_any(Role.SUPPORT)


def list_counts(principal: Principal) -> QuerySet[CashCount]:
    """The courier's own close-outs, or those of the stores one works for."""
    visible = Q(courier_id=principal.id)
    if principal.is_any(Role.STORE_STAFF, Role.STORE_MANAGER):
        visible |= Q(store_id__in=principal.store_ids)
    if principal.is_any(Role.SUPPORT, Role.ADMIN):
        visible = Q()
    return CashCount.objects.filter(visible)


def _settle(count: CashCount) -> None:
    count.settled_at = now()
    count.save()
    post_cash_count(count, trading_day(count.store_id))


def _carried(courier_id: UUID, order_ids: Iterable[UUID] = ()) -> QuerySet[Payment]:
    """The payments of the cash the courier carries, oldest first; those that an open count covers among them."""
    brought = OrderFacts.objects.filter(courier_id=courier_id, delivered_at__isnull=False).values("order_id")
    settled = CountedOrder.objects.filter(count__settled_at__isnull=False).values("order_id")
    cash = Payment.objects.filter(method=Method.CASH, service=ServiceMethod.DELIVERY, status__in=IN_BAG)
    mine = cash.filter(Q(order_id__in=brought) | Q(order_id__in=list(order_ids)))
    return mine.exclude(order_id__in=settled).order_by("id")


def _cash_of(payment: Payment) -> int:
    """What the customer gave at the door; a refund is paid from the till."""
    return payment.captured or payment.amount


def _sum(payments: Iterable[Payment]) -> int:
    return sum(map(_cash_of, payments))
