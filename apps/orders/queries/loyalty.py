"""Reads: a customer's points, their history and expiry."""

from collections.abc import Iterator
from datetime import date, datetime
from uuid import UUID

from django.db.models import F, Sum

from apps.orders.domain.loyalty import Lot, LoyaltyRules, PointsKind, left_of
from apps.orders.models import PointsAccount, PointsMovement
from dominos.kernel.config.market import MarketRules
from dominos.kernel.edge.answers import Answer, Listing, Omissible

loyalty_rules = MarketRules("LOYALTY_RULES", LoyaltyRules)


class ExpiringPointsAnswer(Answer):
    """Points that expire at the end of the day `on` (UTC)."""

    on: date
    points: int


class PointsAnswer(Answer):
    """The caller's points: `points` are granted per `per` minor units of food when an order is completed.

    Negative if points of refunded food had been spent.
    """

    balance: int
    points: int
    per: int
    expiring: list[ExpiringPointsAnswer]
    """Oldest first."""


class PointsMovementAnswer(Answer):
    """One change of the caller's points."""

    id: UUID
    kind: PointsKind
    points: int
    moved_at: datetime
    expires_on: Omissible[date] = None
    order_number: Omissible[str] = None


def get_points(customer_id: UUID) -> PointsAnswer:
    """The customer's points, and when they expire."""
    account = PointsAccount.objects.filter(pk=customer_id).first()
    market = loyalty_rules()
    return PointsAnswer(
        balance=account.balance if account else 0,
        points=market.points,
        per=market.per,
        expiring=[ExpiringPointsAnswer(on=lot.expires_on, points=lot.points) for lot in lots_of(customer_id)],
    )


def list_movements(customer_id: UUID) -> Listing[PointsMovementAnswer]:
    """The customer's movements, newest first."""
    rows = PointsMovement.objects.filter(customer_id=customer_id)
    return Listing(rows.annotate(order_number=F("order__number")), PointsMovementAnswer.of_all)


def lots_of(customer_id: UUID) -> list[Lot]:
    """The customer's remaining points by expiry date."""
    movements = PointsMovement.objects.filter(customer_id=customer_id)
    earned = movements.filter(kind=PointsKind.EARNED).values_list("expires_on")
    gone = movements.exclude(kind=PointsKind.EARNED).aggregate(sum=Sum("points"))["sum"] or 0
    days = (Lot(expires_on=on, points=points) for on, points in earned.annotate(sum=Sum("points")))
    return list(left_of(days, -gone))


def differences() -> Iterator[str]:
    """Accounts that are not the sum of their movements, and orders that were returned more than they spent."""
    sums = dict(PointsMovement.objects.values_list("customer_id").annotate(sum=Sum("points")))
    for account in PointsAccount.objects.iterator():
        if account.balance != sums.pop(account.customer_id, 0):
            yield f"points of {account.customer_id}: {account.balance} is not the sum of its movements"
    yield from (f"points of {customer}: movements without an account" for customer in sums)
    spent = PointsMovement.objects.filter(kind__in=(PointsKind.SPENT, PointsKind.RETURNED)).values("order_id")
    for row in spent.annotate(sum=Sum("points")).filter(sum__gt=0):
        yield f"points of order {row['order_id']}: {row['sum']} given back beyond what it spent"
