"""Queries of the live orders and of the stores of the board."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from apps.dashboard.domain.board import MISSED_FOR, UNCHANGED, is_late
from apps.dashboard.models import BoardChange, BoardOrder, BoardStore, ShownOrder
from apps.dashboard.queries.answers import BoardAttentionAnswer, BoardOrderAnswer, BoardStoreAnswer
from apps.orders.contract.types import AttentionLevel, OrderStatus, Wrong
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.clock import now

MAX_ORDERS = 500


def board_order(order: BoardOrder | BoardChange, at: datetime | None = None) -> BoardOrderAnswer:
    """An order as the board shows it at an instant, or now; its first transition must be known."""
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
        is_late=is_late(order.promised_to, order.ended_at or at or now()),
        is_missed=order.is_missed,
        no_courier_since=order.no_courier_since if order.status == OrderStatus.READY else None,
        attention=_attention(order),
        changed_at=order.changed_at,
    )


def _attention(order: ShownOrder) -> BoardAttentionAnswer | None:
    if order.attention_since is None:
        return None
    return BoardAttentionAnswer(
        wrong=Wrong(order.wrong),
        level=AttentionLevel(order.attention_level),
        since=order.attention_since,
    )


def list_board(store_id: UUID) -> list[BoardOrderAnswer]:
    """The store's orders that are open or need attention, and recently missed ones, the most urgent first."""
    return _listed(BoardOrder.objects.filter(store_id=store_id), now())


def list_past_board(store_id: UUID, at: datetime) -> list[BoardOrderAnswer]:
    """The board as `list_board` gave it at the instant: of each order, what was newest then."""
    changes = BoardChange.objects.filter(store_id=store_id, at__lte=at, at__gt=at - UNCHANGED)
    newest = changes.order_by("order_id", "-id").distinct("order_id").values("id")
    return _listed(BoardChange.objects.filter(id__in=newest), at)


def _listed[O: (BoardOrder, BoardChange)](orders: QuerySet[O], at: datetime) -> list[BoardOrderAnswer]:
    """What a board shows of the orders at an instant."""
    missed = Q(is_missed=True, ended_at__gte=at - MISSED_FOR)
    shown = orders.exclude(status="").filter(Q(ended_at=None) | Q(attention_since__isnull=False) | missed)
    return [board_order(order, at) for order in shown.order_by("promised_to", "order_id")[:MAX_ORDERS]]


def list_stores(store_ids: frozenset[UUID] | None) -> list[BoardStoreAnswer]:
    """The stores, or those of `store_ids`."""
    stores = BoardStore.objects.order_by("code")
    return BoardStoreAnswer.of_all(stores if store_ids is None else stores.filter(store_id__in=store_ids))
