"""Writing the projection. Messages come twice and in any order; the newest transition wins."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from apps.dashboard.domain import is_final
from apps.dashboard.models import BoardOrder, BoardStore
from apps.dashboard.queries.answers import BoardOrderFrame
from apps.dashboard.queries.board import board_order
from dominos.kernel.clock import now
from dominos.kernel.edge.answers import json_values
from dominos.kernel.live import push
from dominos.kernel.unit_of_work import unit_of_work


def board_group(store_id: UUID) -> str:
    """The Channels group of a store's board."""
    return f"board.{store_id}"


def save_store(store_id: UUID, code: str, name: str) -> None:
    with unit_of_work("dashboard"):
        BoardStore.objects.update_or_create(store_id=store_id, defaults={"code": code, "name": name})


def record_order(order_id: UUID, *, number: str, store_id: UUID, service: str, **facts: Any) -> None:
    """Adds what is known about an order, in whatever state the board has it."""
    with unit_of_work("dashboard"):
        identity = {"number": number, "store_id": store_id, "service": service, "changed_at": now()}
        BoardOrder.objects.update_or_create(
            order_id=order_id, defaults={**identity, **facts}, create_defaults={**identity, **facts}
        )
        _show(order_id)


def advance_order(order_id: UUID, *, status: str, sequence: int, at: Any, **identity: Any) -> None:
    """Moves the order to a status unless the board has seen a later one."""
    with unit_of_work("dashboard"):
        fresh = {**identity, "changed_at": at}
        BoardOrder.objects.get_or_create(order_id=order_id, defaults=fresh)
        changes = {"status": status, "sequence": sequence, "changed_at": at}
        if is_final(status):
            changes["completed_at"] = at
        later = Q(sequence__gte=sequence) & ~Q(status="")
        BoardOrder.objects.filter(order_id=order_id).exclude(later).update(**changes)
        _show(order_id)


def record_facts(order_id: UUID, **facts: Any) -> None:
    """Adds facts to an order the board knows."""
    with unit_of_work("dashboard"):
        BoardOrder.objects.filter(order_id=order_id).update(**facts)
        _show(order_id)


def _show(order_id: UUID) -> None:
    order = BoardOrder.objects.filter(order_id=order_id).first()
    if order is not None:
        frame = json_values(BoardOrderFrame(order=board_order(order)))
        transaction.on_commit(lambda: push(board_group(order.store_id), frame))
