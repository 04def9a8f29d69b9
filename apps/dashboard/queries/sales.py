"""The chain's figures."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Avg, Count, F, Q, Sum

from apps.dashboard.models import BoardOrder
from apps.dashboard.queries.answers import SalesRowAnswer
from apps.orders.contract.types import OrderChannel


def list_sales(first: date, last: date, store_ids: frozenset[UUID] | None) -> list[SalesRowAnswer]:
    """Figures for each business day and store: orders placed, completed, on time; money in minor units; mean stars."""
    orders = BoardOrder.objects.filter(business_date__range=(first, last))
    if store_ids is not None:
        orders = orders.filter(store_id__in=store_ids)
    completed = Q(status="COMPLETED")
    rows = (
        orders.annotate(day=F("business_date"))
        .values("day", "store_id", "currency")
        .annotate(
            placed=Count("order_id"),
            completed=Count("order_id", filter=completed),
            on_time=Count("order_id", filter=completed & Q(ended_at__lte=F("promised_to"))),
            failed_deliveries=Sum("failed_deliveries", default=0),
            sold=Sum("total", filter=completed, default=0),
            captured=Sum("captured", default=0),
            refunded=Sum("refunded", default=0),
            stars=Avg("stars"),
            **{_column(each): Count("order_id", filter=Q(channel=each)) for each in OrderChannel},
        )
        .order_by("day", "store_id")
    )
    return [_row(dict(row)) for row in rows]


def _column(channel: OrderChannel) -> str:
    return f"by_{channel.value}"


def _row(row: dict[str, Any]) -> SalesRowAnswer:
    channels = {channel: row.pop(_column(channel)) for channel in OrderChannel}
    return SalesRowAnswer(**row, channels={channel: count for channel, count in channels.items() if count})
