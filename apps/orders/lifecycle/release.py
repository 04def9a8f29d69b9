"""Orders placed ahead: handed to the store when their time comes, if it is open then and still has everything."""

from datetime import timedelta

import structlog
from django.db.models import QuerySet

from apps.menu.contract.service import MenuService
from apps.menu.contract.types import BasketCheck
from apps.orders.domain.saga import SagaState
from apps.orders.domain.sold_lines import line_request
from apps.orders.domain.states import Actor, OrderAction
from apps.orders.lifecycle.transitions import Initiator, advance, step_for
from apps.orders.models import Order, OrderSaga
from apps.orders.queries.sagas import locked
from apps.payments.contract.commands import CheckAuthorization
from apps.stores.contract.service import StoresService
from apps.stores.contract.types import Opening
from dominos.kernel.clock import now
from dominos.kernel.errors import Conflict, NotFound, Unavailable
from dominos.kernel.services import service
from dominos.kernel.unit_of_work import send, unit_of_work

log = structlog.get_logger(__name__)

PATIENCE = timedelta(minutes=5)
"""How long after its time an order waits at least for a store that is closed or lacks something."""
RETRY_AFTER = timedelta(seconds=30)
BATCH = 200
SECOND_CHANCE = timedelta(minutes=1)
_SYSTEM = frozenset({Actor.SYSTEM})


def waits_over() -> QuerySet[OrderSaga]:
    """The waits of orders whose time has come."""
    return OrderSaga.objects.filter(state=SagaState.AWAITING_TIME, deadline_at__lte=now())


def due(limit: int) -> list[Order]:
    """The orders whose time has come, longest first."""
    sagas = waits_over().select_related("order").order_by("deadline_at", "order_id")[:limit]
    return [saga.order for saga in sagas]


def release_due() -> None:
    """Hands the orders whose time has come to their stores, if those still have everything."""
    for order in due(BATCH):
        try:
            release(order)
        except Exception:
            log.exception("scheduled order not released", order=str(order.pk))
            with unit_of_work("orders"):
                OrderSaga.objects.filter(pk=order.pk).update(deadline_at=now() + SECOND_CHANCE)


def release(order: Order) -> None:
    """Places the order at its store, or tries again until it must be made; then rejects it with the reason.

    Where stores or menu do not answer, the order goes to its store in the end: people there can still refuse it.
    """
    assert order.release_at is not None
    if now() < order.release_at:
        _look_at_payment(order)
        return
    is_late = now() >= max(order.release_at + PATIENCE, order.last_start)
    try:
        reason = obstacle(order)
    except Unavailable:
        log.warning("scheduled order not checked", order=str(order.pk))
        reason = "" if is_late else "unknown"
    if not reason:
        _advance(order, OrderAction.RELEASE, "")
    elif is_late:
        _advance(order, OrderAction.REJECT_UNAVAILABLE, reason)
    else:
        _postpone(order)


def obstacle(order: Order) -> str:
    """Why the store cannot make the order for its slot; empty if it can. Unavailable."""
    assert order.scheduled_for is not None
    begun = order.scheduled_for - timedelta(minutes=order.terms["wait_minutes"][1])
    opening: Opening = service(StoresService).get_opening(
        store_id=order.store_id, service=order.method, at=begun
    )
    if not opening.is_open:
        return f"The store is closed then ({opening.reason})."
    try:
        check: BasketCheck = service(MenuService).check_basket(
            store_id=order.store_id,
            lines=[line_request(line) for line in order.lines],
            service=order.method,
            at=order.scheduled_for,
        )
    except (Conflict, NotFound):
        return "The store has no menu any more."
    gone = [order.lines[line.number]["name"] for line in check.lines if not line.is_ok]
    return f"Not to be had any more: {', '.join(gone)}." if gone else ""


def _look_at_payment(order: Order) -> None:
    """Has payments ask the gateway in time, and waits for the order's time."""
    with unit_of_work("orders"):
        saga = locked(order.pk)
        if saga.state == SagaState.AWAITING_TIME:
            send(CheckAuthorization(order_id=order.id), subject=order.id, sequence=saga.order.sequence)
            saga.deadline_at = order.release_at
            saga.save(update_fields=["deadline_at"])


def _advance(order: Order, action: OrderAction, reason: str) -> None:
    with unit_of_work("orders"):
        saga = locked(order.pk)
        if saga.state != SagaState.AWAITING_TIME:
            return
        by = Initiator(_SYSTEM, reason=reason)
        advance(saga, step_for(saga.order, action, by), by)


def _postpone(order: Order) -> None:
    with unit_of_work("orders"):
        OrderSaga.objects.filter(pk=order.pk, state=SagaState.AWAITING_TIME).update(
            deadline_at=now() + RETRY_AFTER
        )
