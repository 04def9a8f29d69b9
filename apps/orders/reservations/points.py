"""Earning, spending and returning points: each exactly once, and never more than there are."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, Sum
from django.db.models.functions import Least

from apps.orders.contract.errors import DealExhausted
from apps.orders.domain.loyalty import PointsKind, due, still_due
from apps.orders.models import Order, OrderRefundStatus, PointsAccount, PointsMovement
from apps.orders.queries.loyalty import loyalty_rules
from dominos.kernel.clock import now

SPENDING = (PointsKind.SPENT, PointsKind.RETURNED)
EARNING = (PointsKind.EARNED, PointsKind.REVERSED)

type Deals = Iterable[Mapping[str, Any]]


def earn(order: Order) -> None:
    """Grants an account the points of its completed order, once; called within a unit of work."""
    rules = loyalty_rules()
    points = 0 if order.is_guest or not order.total else due(order.food - order.discount, rules)
    if points:
        until = now().date() + timedelta(days=rules.lasts_days)
        _move(order.customer_id, PointsKind.EARNED, points, order_id=order.id, expires_on=until)


def refunded(order: Order) -> None:
    """Takes back the points earned for the refunded part of the total; called within a unit of work.

    By the rules under which they were earned. Expired points are not taken back again.
    """
    earned = PointsMovement.objects.filter(
        order_id=order.id, kind=PointsKind.EARNED, expires_on__gte=now().date()
    ).first()
    if earned is None:
        return
    PointsAccount.objects.select_for_update().get(pk=earned.customer_id)
    done = order.refunds.filter(status=OrderRefundStatus.DONE).aggregate(sum=Sum("amount"))["sum"] or 0
    more = still_due(earned.points, order.total, done) - _sum(order.id, EARNING)
    if more:
        _move(earned.customer_id, PointsKind.REVERSED, more, order_id=order.id)


def price_of(deals: Deals) -> int:
    """The price of these deals in points."""
    return sum(deal["points"] for deal in deals)


def spend(order_id: UUID, customer: str, deals: Deals) -> None:
    """Sets the points that the order spends to the price of these deals; called within a unit of work. DealExhausted.

    `customer` are the identities under which uses of deals are counted (`holder_of`); the account's is the
    first.
    """
    account = account_of(customer)
    wanted, spent = price_of(deals), -_sum(order_id, SPENDING)
    if wanted == spent:
        return
    kind = PointsKind.SPENT if wanted > spent else PointsKind.RETURNED
    if account is None or not _move(account, kind, spent - wanted, order_id=order_id):
        raise DealExhausted(deals=sorted(deal["code"] for deal in deals if deal["points"]))


def out_of_reach(deals: Deals, customer: str, instead_of: Order | None = None) -> set[str]:
    """The codes of deals that cost more points than the customer has, dearest last."""
    rewards = sorted(
        (deal for deal in deals if deal["points"]), key=lambda deal: (deal["points"], deal["code"])
    )
    if not rewards:
        return set()
    account = account_of(customer)
    row = PointsAccount.objects.filter(pk=account).first() if account else None
    has = row.balance if row else 0
    has += price_of(instead_of.deals) if instead_of is not None else 0
    gone = set()
    for deal in rewards:
        has -= deal["points"]
        if has < 0:
            gone.add(deal["code"])
    return gone


def account_of(customer: str) -> UUID | None:
    """The account among a customer's identities; None if there is none."""
    try:
        return UUID(customer.split("|")[0])
    except ValueError:
        return None


def _sum(order_id: UUID, kinds: Iterable[PointsKind]) -> int:
    rows = PointsMovement.objects.filter(order_id=order_id, kind__in=kinds)
    return rows.aggregate(sum=Sum("points"))["sum"] or 0


def _move(
    customer_id: UUID, kind: PointsKind, points: int, *, order_id: UUID, expires_on: date | None = None
) -> bool:
    """Changes the balance; False where so many are not there to be spent. The account's row is locked by it."""
    if points > 0:
        PointsAccount.objects.bulk_create([PointsAccount(customer_id=customer_id)], ignore_conflicts=True)
    account = PointsAccount.objects.filter(pk=customer_id)
    if kind is PointsKind.SPENT:
        account = account.filter(balance__gte=-points)
    changes: dict[str, Any] = {"balance": F("balance") + points}
    if kind is PointsKind.EARNED:
        changes["next_expiry_on"] = Least(
            F("next_expiry_on"), expires_on
        )  # PostgreSQL's is of those that are there
    elif kind is PointsKind.RETURNED:
        changes["next_expiry_on"] = now().date()  # what it was spent of may have expired meanwhile
    if not account.update(**changes):
        return False
    number = PointsMovement.objects.filter(order_id=order_id).count()
    PointsMovement.objects.create(
        customer_id=customer_id,
        kind=kind.value,
        points=points,
        key=f"{order_id}:{number}",
        order_id=order_id,
        expires_on=expires_on,
    )
    return True
