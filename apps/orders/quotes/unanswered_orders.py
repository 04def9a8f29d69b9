"""Orders that their store has not answered: accepted by its rule, offered to the next store, or ended.

Other apps are asked before anything is locked; several workers can share the orders.
"""

from datetime import timedelta
from itertools import batched
from zoneinfo import ZoneInfo

import structlog
from django.db.models import QuerySet

from apps.orders.contract.events import OrderOfferedToNextStore
from apps.orders.contract.types import OrderStatus
from apps.orders.domain.next_store import OFFERED_FOR, NextStore
from apps.orders.domain.saga import DEADLINES, SagaState
from apps.orders.domain.states import Actor, OrderAction
from apps.orders.lifecycle.payment_events import on_deadline
from apps.orders.lifecycle.pushes import announce_after_commit
from apps.orders.lifecycle.transitions import Initiator, advance, step_for
from apps.orders.models import Order, OrderSaga, Quote
from apps.orders.queries.sagas import all_with_saga, locked
from apps.orders.quotes.next_store import find_next_store
from apps.stores.contract.service import StoresService
from dominos.kernel.clock import now
from dominos.kernel.errors import NotFound, Unavailable
from dominos.kernel.leases import claim
from dominos.kernel.messaging.inbox import HANDED_OUT_AT_ONCE, work_on_each
from dominos.kernel.services import service
from dominos.kernel.unit_of_work import publish, unit_of_work

log = structlog.get_logger(__name__)

BATCH = 200
SECOND_CHANCE = timedelta(minutes=1)
_SYSTEM = Initiator(frozenset({Actor.SYSTEM}))


def due() -> QuerySet[OrderSaga]:
    """Orders whose store's time to answer is over, or whose automatic acceptance is to be decided, longest
    overdue first.
    """
    waits = OrderSaga.objects.filter(state=SagaState.AWAITING_STORE, deadline_at__lte=now())
    return waits.order_by("deadline_at", "order_id")


def sweep() -> None:
    """Decides each of them in a transaction of its own."""
    claimed = claim(due(), SECOND_CHANCE, batch=BATCH, due="deadline_at", attempts=None)
    for some in batched(claimed, HANDED_OUT_AT_ONCE, strict=False):
        orders = all_with_saga([saga.order_id for saga in some])
        waiting = ((saga, orders[saga.order_id]) for saga in some if saga.order_id in orders)
        work_on_each(waiting, _sweep)


def _sweep(waiting: tuple[OrderSaga, Order]) -> None:
    claimed, order = waiting
    try:
        _answer(claimed, order)
    except Exception:
        log.exception("order not answered", order=str(claimed.order_id))


def _answer(claimed: OrderSaga, order: Order) -> None:
    is_taken = _takes(order)
    quote = None if is_taken or not _is_to_be_offered(order.saga) else _next_store(order)
    with unit_of_work("orders"):
        saga = locked(order.id)
        if (saga.state, saga.deadline_at) != (claimed.state, claimed.deadline_at):
            return
        if is_taken:
            advance(saga, step_for(saga.order, OrderAction.ACCEPT, _SYSTEM), _SYSTEM)
        elif _is_first_look(saga):
            wait = saga.order.answered_within or DEADLINES[SagaState.AWAITING_STORE]
            saga.attempts, saga.deadline_at = 1, now() + wait
            saga.save(update_fields=["attempts", "deadline_at"])
        elif quote is not None:
            _offer(saga, quote)
        else:
            on_deadline(saga)


def _is_first_look(saga: OrderSaga) -> bool:
    """Whether only the store's rule was to be asked: its people have all their time still."""
    return saga.attempts == 0 and bool(saga.order.terms.get("accepts_itself"))


def _is_to_be_offered(saga: OrderSaga) -> bool:
    """Not what a partner sent to this store."""
    if saga.order.answered_within is not None:
        return False
    return not _is_first_look(saga) and NextStore.read(saga.next_store).store_id is None


def _takes(order: Order) -> bool:
    """Whether the store's rule, as it is now, takes the order; not while stores do not answer."""
    try:
        store = service(StoresService).get_store(store_id=order.store_id)
    except (Unavailable, NotFound):
        log.warning("no rule for an order", order=str(order.id))
        return False
    rule, at = store.auto_accept, now().astimezone(ZoneInfo(order.terms["timezone"])).time()
    return rule is not None and rule.takes(order.total, at) and not (rule.known_only and not _is_known(order))


def _is_known(order: Order) -> bool:
    """Whether the customer had food of the chain before."""
    return Order.objects.filter(customer_id=order.customer_id, status=OrderStatus.COMPLETED).exists()


def _next_store(order: Order) -> Quote | None:
    try:
        return find_next_store(order, NextStore.read(order.saga.next_store).tried)
    except Unavailable:
        log.warning("no other store looked for", order=str(order.id))
        return None


def _offer(saga: OrderSaga, quote: Quote) -> None:
    """Tells the customer, who has some minutes; meanwhile their own store may still answer."""
    order, until = saga.order, now() + OFFERED_FOR
    offered = NextStore(
        store_id=quote.store_id,
        store_name=quote.terms["store_name"],
        total=quote.total,
        until=until,
        tried=NextStore.read(saga.next_store).tried,
    )
    saga.next_store, saga.deadline_at = offered.as_json(), until
    saga.save(update_fields=["next_store", "deadline_at"])
    event = OrderOfferedToNextStore(
        order_id=order.id,
        number=order.number,
        store_id=order.store_id,
        customer_id=order.customer_id,
        store_name=offered.store_name,
        currency=order.currency,
        was=order.total,
        total=offered.total,
        until=until,
    )
    publish(event, subject=order.id, sequence=order.sequence)
    announce_after_commit(order)
