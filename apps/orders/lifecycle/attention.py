"""Notifies people, level by level, of orders that were not moved in time; and settles payments that no gateway ends."""

from datetime import timedelta
from uuid import UUID

import structlog
from django.db.models import QuerySet

from apps.orders.contract.errors import ActionForbidden, ReasonRequired
from apps.orders.contract.events import OrderNeedsAttention
from apps.orders.contract.types import AttentionLevel
from apps.orders.domain.actors import actors_of
from apps.orders.domain.attention import ESCALATES_AFTER, OF_MONEY, Watch, next_level, watch_of
from apps.orders.domain.saga import SagaState
from apps.orders.domain.states import Actor, Effect
from apps.orders.lifecycle.attention_deadlines import attention_due_at, watch
from apps.orders.lifecycle.effects import RUN
from apps.orders.lifecycle.payment_events import keeps_something
from apps.orders.lifecycle.pushes import announce_after_commit
from apps.orders.lifecycle.transitions import enter
from apps.orders.models import Order, OrderSaga, Settlement
from apps.orders.queries.sagas import locked
from dominos.kernel.audit import record
from dominos.kernel.auth import Principal
from dominos.kernel.clock import now
from dominos.kernel.errors import FieldError, NotFound
from dominos.kernel.leases import claim
from dominos.kernel.messaging.inbox import work_on_each
from dominos.kernel.prepared_writes import update_unawaited
from dominos.kernel.publishing import published_together
from dominos.kernel.unit_of_work import publish, unit_of_work

log = structlog.get_logger(__name__)

BATCH = 50
"""Orders of one transaction, whose locks it holds for some 50 ms."""
SECOND_CHANCE = timedelta(minutes=1)


def due() -> QuerySet[OrderSaga]:
    """The orders of which somebody has to be notified now, longest overdue first."""
    return OrderSaga.objects.filter(attention_at__lte=now()).order_by("attention_at", "order_id")


def tell() -> None:
    """Notifies of overdue orders; several workers can share them."""
    while _tell_together() == BATCH:
        pass


def _tell_together() -> int:
    """Notifies of some, in one transaction; of each in a transaction of its own if that fails. Returns of how many."""
    try:
        with published_together(), unit_of_work("orders"):
            # What somebody else holds is moving, so nobody waits for it here, and no deadlock is possible.
            held = due().select_related("order").select_for_update(skip_locked=True)
            sagas = list(held[:BATCH])
            for saga in sagas:
                _tell_of(saga)
        return len(sagas)
    except Exception as error:
        log.warning("orders are looked at one by one", because=repr(error))
    claimed = claim(due(), SECOND_CHANCE, batch=BATCH, due="attention_at", attempts=None)
    work_on_each(claimed, _tell_alone)
    return len(claimed)


def _tell_alone(claimed: OrderSaga) -> None:
    """Tells unless the order moved since it was claimed."""
    try:
        with unit_of_work("orders"):
            saga = locked(claimed.order_id)
            if saga.attention_at == claimed.attention_at:
                _tell_of(saga)
    except Exception:
        log.exception("nobody told of an order", order=str(claimed.order_id))


def _tell_of(saga: OrderSaga) -> None:
    """Tells of a locked order, unless its window moved and there is time left."""
    order, at = saga.order, now()
    watched = watch_of(order.state, order.method, saga.saga_state)
    due_at = attention_due_at(saga, order.began(order.state) or order.created_at)
    if watched is None or due_at is None or (saga.attention_since is None and due_at > at):
        saga.attention_at = due_at
    else:
        _raise_it(saga, watched)
    update_unawaited(saga, *_COLUMNS)


_COLUMNS = ("attention_at", "attention_since", "attention_level", "attention_news")


def _raise_it(saga: OrderSaga, watched: Watch) -> None:
    order, at = saga.order, now()
    known = AttentionLevel(saga.attention_level) if saga.attention_since else None
    level = next_level(watched, known)
    since = saga.attention_since or at
    wait = ESCALATES_AFTER.get(level)
    saga.attention_since, saga.attention_level = since, level
    saga.attention_at = at + wait if wait else None
    saga.attention_news += 1
    event = OrderNeedsAttention(
        order_id=order.id,
        number=order.number,
        store_id=order.store_id,
        service=order.method,
        status=order.state,
        wrong=watched.wrong,
        level=level,
        since=since,
    )
    publish(event, subject=order.id, sequence=saga.attention_news)
    announce_after_commit(order)
    log.warning("order needs attention", order=str(order.id), wrong=str(watched.wrong), told=str(level))


def settle(order_id: UUID, action: str, caller: Principal, reason: str) -> Order:
    """Support ends the payment of an order that is over: asks the gateway once more, or writes the amount off.

    Raises NotFound for a stranger; ReasonRequired; ActionForbidden for others, and while nothing is open.
    """
    with unit_of_work("orders"):
        saga = locked(order_id)
        order = saga.order
        actors = actors_of(caller, customer_id=order.customer_id, store_id=order.store_id)
        if not actors:
            raise NotFound("There is no such order.")
        if Actor.SUPPORT not in actors or saga.saga_state not in OF_MONEY or saga.attention_since is None:
            raise ActionForbidden(order_status=order.status, allowed_actions=[])
        if not reason:
            raise ReasonRequired(errors=[FieldError("reason", "This field is required.", "required")])
        record("money_settled", about=order, by=caller.id, action=action, was=saga.state, kept=saga.kept)
        Settlement.objects.create(
            order=order, action=action, was=saga.state, reason=reason, decided_by=caller.user_id
        )
        saga.settled += 1
        _SETTLED_BY[action](saga, reason)
        watch(saga)
        saga.save()
        log.warning("money settled by hand", order=str(order_id), action=action, by=str(caller.id))
        announce_after_commit(order)
        return order


def _ask_gateway(saga: OrderSaga, reason: str) -> None:
    is_captured = keeps_something(saga)
    enter(saga, SagaState.AWAITING_CAPTURE if is_captured else SagaState.AWAITING_VOID)
    RUN[Effect.CAPTURE_PAYMENT if is_captured else Effect.VOID_PAYMENT](saga, saga.order.state, reason)


def _write_off(saga: OrderSaga, reason: str) -> None:
    enter(saga, SagaState.CLOSED)


_SETTLED_BY = {"ask-again": _ask_gateway, "write-off": _write_off}
SETTLEMENTS = tuple(_SETTLED_BY)
