"""Couriers' earnings and cash, and stores' royalties, by the ledger's business days."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet, Sum

from apps.payments.domain.accounts import SALES, Account, EntryKind
from apps.payments.models import Posting
from apps.payments.queries.access import at_store, sees_all_stores
from apps.payments.queries.market import rules
from dominos.kernel.auth import Principal, Role
from dominos.kernel.edge.answers import Answer
from dominos.kernel.errors import NotFound

OF_COURIERS = (EntryKind.COURIER_PAY, EntryKind.COURIER_HOURS, EntryKind.TIP_EARNED, EntryKind.CASH_HANDED_IN)
NET = (
    Account.REVENUE,
    Account.PROMOTIONS,
    Account.DELIVERY_FEES,
    Account.SMALL_ORDER_FEES,
)
"""The base of royalties: food and fees without tax, after deals. Deposits and tips are not sales."""


class CourierStatementAnswer(Answer):
    """A courier's earnings at a store, and the cash they handed in there. Minor units."""

    courier_id: UUID
    store_id: UUID
    currency: str
    deliveries: int
    hours: int
    tips: int
    payable: int
    """What they are paid: pay for deliveries and hours, and tips."""
    cash_handed_in: int
    cash_difference: int
    """Counted minus expected cash."""


class RoyaltyAnswer(Answer):
    """What a store owes its chain: a share of its net sales, after refunds. Minor units."""

    store_id: UUID
    currency: str
    net_sales: int
    refunds: int
    base: int
    percent: str
    royalty: int


class CourierStatementsAnswer(Answer):
    """Statements of business days `first` to `last`, both included."""

    results: list[CourierStatementAnswer]


class RoyaltiesAnswer(Answer):
    """Royalties of business days `first` to `last`, both included."""

    results: list[RoyaltyAnswer]


def courier_statements(
    principal: Principal, first: date, last: date, store_id: UUID | None
) -> list[CourierStatementAnswer]:
    """Statements of the stores the caller manages, or a courier's own of all stores. NotFound."""
    if not principal.is_any(Role.COURIER):
        return store_statements(principal, first, last, store_id)
    rows = _postings(first, last, OF_COURIERS, store_id)
    if not sees_all_stores(principal):
        rows = rows.filter(Q(entry__courier_id=principal.id) | Q(entry__store_id__in=principal.managed_ids))
    return _statements(rows)


def store_statements(
    principal: Principal, first: date, last: date, store_id: UUID | None
) -> list[CourierStatementAnswer]:
    """Statements of the stores the caller manages, without the caller's own at other stores. NotFound."""
    return _statements(_managed(principal, _postings(first, last, OF_COURIERS, store_id), store_id))


def royalties(principal: Principal, first: date, last: date, store_id: UUID | None) -> list[RoyaltyAnswer]:
    """Royalties of the stores the caller manages. NotFound."""
    rows = _managed(principal, _postings(first, last, [*SALES, EntryKind.REFUND], store_id), store_id)
    return [_royalty(group, booked) for group, booked in _summed(rows, "entry__store_id", "entry__currency")]


type Booked = Counter[tuple[str, str]]


def _postings(
    first: date, last: date, kinds: Iterable[EntryKind], store_id: UUID | None
) -> QuerySet[Posting]:
    rows = Posting.objects.filter(
        entry__kind__in=kinds, entry__business_date__range=(first, last), entry__store_id__isnull=False
    )
    return at_store(rows, store_id, "entry__store_id")


def _managed(principal: Principal, rows: QuerySet[Posting], store_id: UUID | None) -> QuerySet[Posting]:
    """Those of the stores one manages. NotFound for a store of somebody else's."""
    if sees_all_stores(principal):
        return rows
    if store_id is not None and not principal.manages(store_id):
        raise NotFound
    return rows.filter(entry__store_id__in=principal.managed_ids)


def _statements(rows: QuerySet[Posting]) -> list[CourierStatementAnswer]:
    sums = _summed(rows, "entry__courier_id", "entry__store_id", "entry__currency")
    return [_statement(group, booked) for group, booked in sums]


def _summed(rows: QuerySet[Posting], *group: str) -> Iterable[tuple[tuple[Any, ...], Booked]]:
    """What was credited, by kind and account, for each group in order."""
    found: dict[tuple[Any, ...], Booked] = {}
    sums = rows.values_list(*group, "entry__kind", "account").annotate(total=Sum("amount")).order_by(*group)
    for *names, kind, account, total in sums:
        found.setdefault(tuple(names), Counter())[kind, account] -= total
    return found.items()


def _statement(group: tuple[Any, ...], booked: Booked) -> CourierStatementAnswer:
    courier_id, store_id, currency = group
    pay, hours, tips = (
        booked[kind, Account.COURIER_PAYABLE]
        for kind in (EntryKind.COURIER_PAY, EntryKind.COURIER_HOURS, EntryKind.TIP_EARNED)
    )
    return CourierStatementAnswer(
        courier_id=courier_id,
        store_id=store_id,
        currency=currency,
        deliveries=pay,
        hours=hours,
        tips=tips,
        payable=pay + hours + tips,
        cash_handed_in=-booked[EntryKind.CASH_HANDED_IN, Account.CASH_IN_TILL],
        cash_difference=booked[EntryKind.CASH_HANDED_IN, Account.CASH_OVER_SHORT],
    )


def _royalty(group: tuple[Any, ...], booked: Booked) -> RoyaltyAnswer:
    store_id, currency = group
    net = sum(booked[kind, account] for kind in SALES for account in NET)
    refunds = -booked[EntryKind.REFUND, Account.REFUNDS]
    base, percent = net - refunds, rules().royalty_percent
    return RoyaltyAnswer(
        store_id=store_id,
        currency=currency,
        net_sales=net,
        refunds=refunds,
        base=base,
        percent=str(percent),
        royalty=rules().royalty(base),
    )
