"""The live orders and the stores of the board."""

from typing import Any
from uuid import UUID

from django.db.models import F

from apps.dashboard.domain import FINAL, is_late
from apps.dashboard.models import BoardOrder, BoardStore
from dominos.kernel.clock import now


def board_row(order: BoardOrder) -> dict[str, Any]:
    """An order as the board shows it, in JSON values."""
    return {
        "order_id": str(order.order_id),
        "number": order.number,
        "store_id": str(order.store_id),
        "service": order.service,
        "status": order.status,
        "sequence": order.sequence,
        "total": order.total,
        "currency": order.currency,
        "courier_name": order.courier_name,
        "promised_to": order.promised_to and order.promised_to.isoformat(),
        "eta_to": order.eta_to and order.eta_to.isoformat(),
        "is_late": is_late(order.promised_to, order.completed_at or now()),
        "changed_at": order.changed_at.isoformat(),
    }


def list_board(store_id: UUID) -> list[dict[str, Any]]:
    """The store's orders that something still happens to, the most pressing first."""
    orders = BoardOrder.objects.filter(store_id=store_id).exclude(status__in=["", *FINAL])
    return [board_row(order) for order in orders.order_by(F("promised_to").asc(nulls_last=True))[:500]]


def list_stores(store_ids: frozenset[UUID] | None) -> list[BoardStore]:
    """The stores, or those of `store_ids`."""
    stores = BoardStore.objects.order_by("code")
    return list(stores if store_ids is None else stores.filter(store_id__in=store_ids))
