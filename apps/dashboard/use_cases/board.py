"""Writes the projection. Messages arrive repeatedly, in any order, and again on a rebuild: every update converges."""

from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction

from apps.dashboard.domain.board import is_final
from apps.dashboard.models import BoardOrder, BoardRefund, BoardStore
from apps.dashboard.queries import figures
from apps.dashboard.queries.answers import BoardOrderFrame
from apps.dashboard.queries.board import board_order
from apps.orders.contract.types import OrderStatus
from dominos.kernel.edge.answers import json_values
from dominos.kernel.prepared_writes import upsert, upsert_then
from dominos.kernel.sockets.pushes import push_after_commit
from dominos.kernel.unit_of_work import unit_of_work


def board_group(store_id: UUID) -> str:
    """The Channels group of a store's board."""
    return f"board.{store_id}"


def save_store(store_id: UUID, **facts: Any) -> None:
    with unit_of_work("dashboard"):
        BoardStore.objects.update_or_create(store_id=store_id, defaults=facts)


def record_order(order_id: UUID, *, service: str, **facts: Any) -> None:
    """Stores an order as it was placed."""
    _record(order_id, service=service, **facts)
    transaction.on_commit(figures.PLACED.labels(service).inc)


def record_revision(order_id: UUID, *, sequence: int, revised: dict[str, Any]) -> None:
    """Stores a revised order, unless a later change was already seen."""
    facts = {"revised": revised, "revised_sequence": sequence}
    with unit_of_work("dashboard"):
        upsert(BoardOrder, order_id, facts, newer="revised_sequence")


def record_captured(order_id: UUID, amount: int, currency: str, **booked: Any) -> None:
    """Stores the captured amount of an order's payment and how it was booked."""
    _record(order_id, captured=amount, **booked)
    transaction.on_commit(lambda: figures.CAPTURED.labels(currency).inc(amount))


def move_order(order_id: UUID, *, was_at: UUID, **facts: Any) -> None:
    """Moves an order to another store's board; the old board's viewers see it leave."""
    with unit_of_work("dashboard"):
        upsert_then(BoardOrder, order_id, facts, partial(_move, was_at))


def _move(was_at: UUID, order: BoardOrder) -> None:
    _show(order)
    _show(order, at=was_at)


def record_eta(order_id: UUID, *, at: datetime, eta_to: datetime) -> None:
    """Stores the expected time of an order, unless later news was already seen."""
    _record_news(order_id, "eta_told_at", at, eta_to=eta_to)


def record_stars(order_id: UUID, *, at: datetime, stars: int | None) -> None:
    """Stores the stars of an order's review (None for a hidden one), unless later news was already seen."""
    _record_news(order_id, "stars_told_at", at, stars=stars)


def _record_news(order_id: UUID, told_at: str, at: datetime, **facts: Any) -> None:
    with unit_of_work("dashboard"):
        upsert_then(BoardOrder, order_id, facts | {told_at: at}, _show, newer=told_at)


def record_courier(order_id: UUID, *, sequence: int, **facts: Any) -> None:
    """Stores who delivers an order, or that no courier is found, unless a later change was already seen."""
    facts |= {"delivery_sequence": sequence}
    with unit_of_work("dashboard"):
        upsert_then(BoardOrder, order_id, facts, _show, newer="delivery_sequence")


def record_attention(
    order_id: UUID, *, sequence: int, wrong: str = "", level: str = "", since: datetime | None = None
) -> None:
    """Stores what needs attention and who was notified, or that nothing does, unless later news was already seen."""
    facts = {
        "wrong": wrong,
        "attention_level": level,
        "attention_since": since,
        "attention_sequence": sequence,
    }
    with unit_of_work("dashboard"):
        upsert_then(BoardOrder, order_id, facts, _show, newer="attention_sequence")


def add_refund(order_id: UUID, amount: int, currency: str, *, message_id: UUID, **told: Any) -> None:
    """Adds a refund once for each message; a negative amount was returned by the bank."""
    with unit_of_work("dashboard"):
        order = _count(order_id, message_id, refunded=amount)
        if order is not None:
            _show(order)
        upsert(BoardRefund, message_id, {"order_id": order_id, "amount": amount, **told})
        if order is not None and amount > 0:
            transaction.on_commit(lambda: figures.REFUNDED.labels(currency).inc(amount))


def add_late_tip(order_id: UUID, amount: int, *, message_id: UUID) -> None:
    """Adds a tip that was given after the hand-over, once for each message."""
    with unit_of_work("dashboard"):
        _count(order_id, message_id, late_tip=amount)


def _count(order_id: UUID, message_id: UUID, **facts: int) -> BoardOrder | None:
    return upsert(BoardOrder, order_id, facts | {"counted": [message_id]}, counted="counted")


def advance_order(
    order_id: UUID, *, status: str, sequence: int, at: datetime, message_id: UUID, **facts: Any
) -> None:
    """Moves the order to a status, with its total and promise at that time, unless a later one was already seen.

    Every failed delivery counts once, in whatever order the messages arrive.
    """
    facts |= {"status": status, "sequence": sequence, "changed_at": at}
    facts["ended_at"] = at if is_final(status) else None
    with unit_of_work("dashboard"):
        if status == OrderStatus.DELIVERY_FAILED:
            _count(order_id, message_id, failed_deliveries=1)
        upsert_then(BoardOrder, order_id, facts, _show_step, newer="sequence")


def _record(order_id: UUID, **facts: Any) -> None:
    with unit_of_work("dashboard"):
        upsert_then(BoardOrder, order_id, facts, _show)


def _show_step(order: BoardOrder) -> None:
    _show(order)
    transaction.on_commit(lambda: figures.count_ended(order))


def _show(order: BoardOrder, at: UUID | None = None) -> None:
    """To the boards of the order's store, or of another one that had it."""
    if order.store_id is not None and order.status:
        frame = json_values(BoardOrderFrame(order=board_order(order)))
        push_after_commit(board_group(at or order.store_id), frame)
