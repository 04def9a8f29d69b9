"""Expires points after their last day, oldest first."""

from django.db.models import QuerySet

from apps.orders.domain.loyalty import PointsKind
from apps.orders.models import PointsAccount, PointsMovement
from apps.orders.queries.loyalty import lots_of
from dominos.kernel.clock import now
from dominos.kernel.unit_of_work import unit_of_work

BATCH = 200


def ended() -> QuerySet[PointsAccount]:
    """Accounts of which some points may have expired."""
    return PointsAccount.objects.filter(next_expiry_on__lt=now().date())


def expire() -> None:
    """Removes expired points; accounts locked by another worker are skipped."""
    with unit_of_work("orders"):
        for account in ended().select_for_update(skip_locked=True).order_by("next_expiry_on")[:BATCH]:
            _expire(account)


def _expire(account: PointsAccount) -> None:
    today = now().date()
    lots = lots_of(account.customer_id)
    over = sum(lot.points for lot in lots if lot.expires_on < today)
    if over:
        PointsMovement.objects.create(
            customer_id=account.customer_id,
            kind=PointsKind.EXPIRED.value,
            points=-over,
            key=f"{account.customer_id}:{today}",
        )
    account.balance -= over
    account.next_expiry_on = next((lot.expires_on for lot in lots if lot.expires_on >= today), None)
    account.save(update_fields=["balance", "next_expiry_on"])
