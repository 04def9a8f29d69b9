"""Queries of the live orders and of the stores of the board."""

from uuid import UUID

from django.db.models import Q

from apps.dashboard.domain.board import MISSED_FOR, is_late
from apps.dashboard.models import BoardOrder, BoardStore
from apps.dashboard.queries.answers import BoardAttentionAnswer, BoardOrderAnswer, BoardStoreAnswer
from apps.orders.contract.types import AttentionLevel, OrderStatus, Wrong
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.clock import now

MAX_ORDERS = 500


def board_order(order: BoardOrder) -> BoardOrderAnswer:
    """An order as the board shows it; its first transition must be known."""
    assert order.store_id is not None and order.total is not None and order.promised_to is not None
    return BoardOrderAnswer(
        order_id=order.order_id,
        number=order.number,
        store_id=order.store_id,
        service=ServiceMethod(order.service),
        status=OrderStatus(order.status),
        sequence=order.sequence,
        total=order.total,
        currency=order.currency,
        courier_name=order.courier_name,
        promised_to=order.promised_to,
        eta_to=order.eta_to,
        is_late=is_late(order.promised_to, order.ended_at or now()),
        is_missed=order.is_missed,
        no_courier_since=order.no_courier_since if order.status == OrderStatus.READY else None,
        attention=_attention(order),
        changed_at=order.changed_at,
    )


def _attention(order: BoardOrder) -> BoardAttentionAnswer | None:
    if order.attention_since is None:
        return None
    return BoardAttentionAnswer(
        wrong=Wrong(order.wrong),
        level=AttentionLevel(order.attention_level),
        since=order.attention_since,
    )


def list_board(store_id: UUID) -> list[BoardOrderAnswer]:
    """The store's orders that are open or need attention, and recently missed ones, the most urgent first."""
    orders = BoardOrder.objects.filter(store_id=store_id).exclude(status="")
    missed = Q(is_missed=True, ended_at__gte=now() - MISSED_FOR)
    shown = orders.filter(Q(ended_at=None) | Q(attention_since__isnull=False) | missed)
    return [board_order(order) for order in shown.order_by("promised_to")[:MAX_ORDERS]]


def list_stores(store_ids: frozenset[UUID] | None) -> list[BoardStoreAnswer]:
    """The stores, or those of `store_ids`."""
    stores = BoardStore.objects.order_by("code")
    return BoardStoreAnswer.of_all(stores if store_ids is None else stores.filter(store_id__in=store_ids))
