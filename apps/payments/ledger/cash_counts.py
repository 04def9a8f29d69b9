"""Counting the cash in couriers' bags, and explaining differences."""

from uuid import UUID

from apps.payments.contract.errors import CountSettled, NotExplained, NothingToCount, SecondPersonNeeded
from apps.payments.contract.events import MoneyWaits
from apps.payments.contract.types import MoneyMatter
from apps.payments.ledger.days import business_date
from apps.payments.ledger.journal import post_cash_count
from apps.payments.ledger.locks import hold
from apps.payments.models import CashCount, CountedOrder
from apps.payments.queries.cash import carried_payments, cash_of
from apps.payments.queries.market import rules
from dominos.kernel.clock import now
from dominos.kernel.errors import NotFound
from dominos.kernel.unit_of_work import publish, unit_of_work


def count_cash(courier_id: UUID, counted: int, note: str) -> CashCount:
    """Records what the courier counted; an equal count is settled at once, another one waits for an explanation.

    A new count replaces one that waits. Raises NothingToCount.
    """
    with unit_of_work("payments"):
        hold(f"cash:{courier_id}")
        CashCount.objects.filter(courier_id=courier_id, settled_at=None).delete()
        carried = list(carried_payments(courier_id).select_for_update())
        if not carried:
            raise NothingToCount
        store_id = carried[-1].store_id
        assert store_id is not None
        count = CashCount.objects.create(
            courier_id=courier_id,
            store_id=store_id,
            currency=carried[-1].currency,
            expected=sum(map(cash_of, carried)),
            counted=counted,
            note=note,
        )
        CountedOrder.objects.bulk_create(
            CountedOrder(order_id=payment.order_id, count=count, amount=cash_of(payment))
            for payment in carried
        )
        if not count.difference:
            _settle(count)
        else:
            _tell(count, MoneyMatter.CASH_DIFFERS)
        return count


def explain(count_id: UUID, explained_by: UUID, reason: str) -> CashCount:
    """Explains a difference: up to the market's limit that settles it, above it a second person confirms.

    Raises CountSettled.
    """
    with unit_of_work("payments"):
        count = _open(count_id)
        count.explanation, count.explained_by = reason, explained_by
        if rules().may_settle_alone(count.difference, count.currency):
            _settle(count)
        else:
            _tell(count, MoneyMatter.CASH_TO_CONFIRM)
        count.save()
        return count


def confirm(count_id: UUID, confirmed_by: UUID) -> CashCount:
    """A second person confirms the explanation, which settles the close-out.

    Raises CountSettled, NotExplained, SecondPersonNeeded.
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


def _tell(count: CashCount, matter: MoneyMatter) -> None:
    waits = MoneyWaits(
        subject_id=count.id,
        store_id=count.store_id,
        matter=matter,
        amount=count.difference,
        currency=count.currency,
        at=now(),
    )
    publish(waits, subject=count.id)


def _open(count_id: UUID) -> CashCount:
    count = CashCount.objects.select_for_update().filter(id=count_id).first()
    if count is None:
        raise NotFound("The courier counted again.")
    if count.settled_at is not None:
        raise CountSettled
    return count


def _settle(count: CashCount) -> None:
    count.settled_at = now()
    count.save()
    post_cash_count(count, business_date(count.store_id))
