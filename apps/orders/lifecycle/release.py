"""Releases orders ahead to the store when it is time, if it is open and has everything."""

from datetime import timedelta

import structlog
from django.db.models import QuerySet

from apps.orders.domain.saga import SagaState
from apps.orders.domain.shortages import Shortage
from apps.orders.domain.states import Actor, OrderAction
from apps.orders.lifecycle.shortages import find_shortage, note
from apps.orders.lifecycle.transitions import CHECK_AHEAD, Initiator, advance, next_look, step_for
from apps.orders.models import Order, OrderSaga
from apps.orders.queries.sagas import locked
from apps.orders.queries.shortages import needed_at
from apps.payments.contract.commands import CheckAuthorization
from dominos.kernel.clock import now
from dominos.kernel.errors import Unavailable
from dominos.kernel.unit_of_work import send, unit_of_work

log = structlog.get_logger(__name__)

RETRY_AFTER = timedelta(seconds=30)
RETRY_AHEAD = timedelta(minutes=5)
"""How long before the order's time a store that lacks something is checked again; and the interval after that."""
BATCH = 200
SECOND_CHANCE = timedelta(minutes=1)
_SYSTEM = frozenset({Actor.SYSTEM})


def waits_over() -> QuerySet[OrderSaga]:
    """Waits of orders whose time has come."""
    return OrderSaga.objects.filter(state=SagaState.AWAITING_TIME, deadline_at__lte=now())


def due(limit: int) -> list[Order]:
    """Orders whose time has come, longest overdue first."""
    sagas = waits_over().select_related("order").order_by("deadline_at", "order_id")[:limit]
    return [saga.order for saga in sagas]


def release_due() -> None:
    """Releases the orders whose time has come, if their stores have everything."""
    for order in due(BATCH):
        try:
            release(order)
        except Exception:
            log.exception("scheduled order not released", order=str(order.pk))
            with unit_of_work("orders"):
                OrderSaga.objects.filter(pk=order.pk).update(deadline_at=now() + SECOND_CHANCE)


def release(order: Order) -> None:
    """Places the order at its store, or retries until it must be begun; then rejects it with the reason.

    If stores or menu do not answer, the order is released in the end: people at the store can still reject
    it.
    """
    if order.release_at is not None and now() < order.release_at:
        _look_ahead(order)
        return
    is_late = now() >= needed_at(order)
    found = _look(order)
    if found is None and not is_late:
        _wait(order, None)
    elif not found:
        _advance(order, OrderAction.RELEASE, "")
    elif is_late:
        _advance(order, OrderAction.REJECT_UNAVAILABLE, found.reason)
    else:
        _wait(order, found)


def _look(order: Order) -> Shortage | None:
    """What keeps the store from making it; None where nobody answers."""
    try:
        return find_shortage(order)
    except Unavailable:
        log.warning("scheduled order not checked", order=str(order.pk))
        return None


def _look_ahead(order: Order) -> None:
    """Before its time: has payments ask the gateway where they may be too late else, and tells what is missing."""
    found, at = _look(order), now()
    with unit_of_work("orders"):
        saga = locked(order.pk)
        release_at = saga.order.release_at
        if saga.state != SagaState.AWAITING_TIME or saga.deadline_at is None or release_at is None:
            return
        if saga.deadline_at <= release_at - CHECK_AHEAD:
            send(CheckAuthorization(order_id=order.id), subject=order.id, sequence=saga.order.sequence)
        saga.deadline_at = next_look(saga.order, at)
        if found is not None:
            note(saga, found)
        if found and saga.deadline_at is not None:
            saga.deadline_at = min(saga.deadline_at, at + RETRY_AHEAD)
        saga.save(update_fields=["deadline_at", "shortage"])


def _advance(order: Order, action: OrderAction, reason: str) -> None:
    with unit_of_work("orders"):
        saga = locked(order.pk)
        if saga.state != SagaState.AWAITING_TIME:
            return
        by = Initiator(_SYSTEM, reason=reason)
        advance(saga, step_for(saga.order, action, by), by)


def _wait(order: Order, found: Shortage | None) -> None:
    """Looks again soon; the customer is told of what is found."""
    with unit_of_work("orders"):
        saga = locked(order.pk)
        if saga.state != SagaState.AWAITING_TIME:
            return
        if found is not None:
            note(saga, found)
        saga.deadline_at = now() + RETRY_AFTER
        saga.save(update_fields=["deadline_at", "shortage"])
