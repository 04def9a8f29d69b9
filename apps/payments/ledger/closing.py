"""Automatic closing of business days: once a day is over and everything of it is settled."""

from datetime import date, timedelta
from uuid import UUID

import structlog
from django.db.models import Exists, OuterRef

from apps.payments.contract.types import PaymentStatus
from apps.payments.domain.payment import PAID, OperationStatus, PaymentMethod
from apps.payments.ledger.day_report import DayNotOver, DoesNotTie, close_day
from apps.payments.models import (
    CashCount,
    DayReport,
    JournalEntry,
    Operation,
    OrderFacts,
    Payment,
    StoreFacts,
)
from apps.payments.queries.cash import counted_orders
from apps.stores.contract.business_day import business_day_start
from apps.stores.contract.service import StoresService
from apps.stores.contract.types import ServiceMethod
from apps.users.contract.service import UsersService
from dominos.kernel.clock import now
from dominos.kernel.errors import NotFound, Unavailable
from dominos.kernel.services import service

log = structlog.get_logger(__name__)
LOOKS_BACK = timedelta(days=30)
"""A day that is not settled within this time has to be closed by a person."""
_UNDER_WAY = (PaymentStatus.REQUIRES_ACTION, PaymentStatus.AUTHORIZED)
_UNDECIDED = (OperationStatus.PENDING, OperationStatus.AWAITING_APPROVAL)


def close_settled_days() -> int:
    """Closes the days that are over and settled; returns the number."""
    closed = 0
    for store in StoreFacts.objects.all():
        today = store.business_date(now())
        for day in _open_days(store.store_id, today):
            if is_settled(store.store_id, day) and not _is_staffed(store, day):
                closed += _close(store.store_id, day)
    return closed


def _open_days(store_id: UUID, today: date) -> list[date]:
    """The days before today with entries and without a report, the oldest first."""
    report = DayReport.objects.filter(store_id=store_id, day=OuterRef("business_date"))
    entries = JournalEntry.objects.filter(
        store_id=store_id, business_date__gte=today - LOOKS_BACK, business_date__lt=today
    )
    days = entries.exclude(Exists(report)).order_by("business_date").values_list("business_date", flat=True)
    return [day for day in days.distinct() if day is not None]


def is_settled(store_id: UUID, day: date) -> bool:
    """Whether nothing of the day is pending: orders, payments, refunds, cash in bags or unexplained differences."""
    payments = Payment.objects.filter(store_id=store_id, business_date=day)
    in_bags = payments.filter(
        method=PaymentMethod.CASH, service=ServiceMethod.DELIVERY, status__in=PAID
    ).exclude(order_id__in=counted_orders())
    waiting = (
        OrderFacts.objects.filter(store_id=store_id, business_date=day, status=""),
        payments.filter(status__in=_UNDER_WAY),
        Operation.objects.filter(payment__in=payments, status__in=_UNDECIDED),
        in_bags,
        CashCount.objects.filter(store_id=store_id, settled_at=None),
    )
    return not any(rows.exists() for rows in waiting)


def _is_staffed(store: StoreFacts, day: date) -> bool:
    """Whether somebody who began on the day still works; who forgets to clock out holds it no longer than a day."""
    before = business_day_start(day + timedelta(days=1), store.timezone, store.day_starts_at)
    try:
        return service(UsersService).is_anybody_clocked_in(store_id=store.store_id, before=before)
    except Unavailable:
        return True


def _close(store_id: UUID, day: date) -> bool:
    """Whether it was closed. What does not tie is for a person to find out; the others are closed all the same."""
    try:
        close_day(service(StoresService).get_store(store_id=store_id), day)
    except (DayNotOver, NotFound, Unavailable):
        return False
    except DoesNotTie as problem:
        log.error("day does not tie", store=str(store_id), day=str(day), problem=str(problem)[:500])
        return False
    log.info("day closed", store=str(store_id), day=str(day))
    return True
