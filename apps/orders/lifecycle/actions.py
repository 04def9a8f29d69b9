"""Actions of people on an order, each in one transaction."""

from collections.abc import Callable
from uuid import UUID

from apps.orders.domain.actors import actors_of
from apps.orders.domain.end_causes import presumed_fault
from apps.orders.domain.refund_matrix import CouponOutcome, kept_amount, shares_of
from apps.orders.domain.saga import Signal
from apps.orders.domain.states import Actor, Effect, OrderAction, Transition, targets
from apps.orders.lifecycle.delivery_events import catch_up
from apps.orders.lifecycle.guards import Decision, check
from apps.orders.lifecycle.payment_events import react
from apps.orders.lifecycle.transitions import Initiator, advance, is_repeated, is_revised_to, step_for
from apps.orders.models import Order, OrderSaga
from apps.orders.queries.sagas import locked
from apps.orders.reservations.revisions import free
from dominos.kernel.auth import Principal
from dominos.kernel.errors import NotFound
from dominos.kernel.money import card_step
from dominos.kernel.unit_of_work import unit_of_work


def act(
    order_id: UUID, action: OrderAction, caller: Principal, decision: Decision
) -> tuple[Order, frozenset[Actor]]:
    """A person moves an order; repeating the same step by the same person changes nothing.

    Raises NotFound for a stranger, ActionForbidden, IllegalTransition, and the errors of `guards`.
    """
    with unit_of_work("orders"):
        saga = locked(order_id)
        order = saga.order
        actors = actors_of(caller, customer_id=order.customer_id, store_id=order.store_id)
        if not actors:
            raise NotFound("There is no such order.")
        if not _is_done_already(saga, action, caller.id, decision):
            _move(saga, action, Initiator(actors, caller.id, decision.reason), decision)
        return order, actors


def act_as_customer(
    order_id: UUID, action: OrderAction, decision: Decision, allow: Callable[[Order], object]
) -> Order:
    """Moves the order on behalf of its customer, for the holder of its link; `allow` raises if the link does
    not suffice.
    """
    with unit_of_work("orders"):
        saga = locked(order_id)
        saga.order.saga = saga
        allow(saga.order)
        _move(saga, action, Initiator(frozenset({Actor.CUSTOMER}), reason=decision.reason), decision)
        return saga.order


def _is_done_already(
    saga: OrderSaga, action: OrderAction, caller_id: UUID | None, decision: Decision
) -> bool:
    order = saga.order
    if order.status in targets(action) and is_repeated(order, action, caller_id):
        return True
    return decision.quote is not None and is_revised_to(saga, decision.quote.id)


def _move(saga: OrderSaga, action: OrderAction, by: Initiator, decision: Decision) -> None:
    step = step_for(saga.order, action, by)
    check(saga, step, by, decision)
    if decision.quote is not None:
        saga.revision_quote_id = decision.quote.id
    if Effect.SETTLE_PAYMENT in step.effects:
        _decide_what_is_kept(saga, step, decision)
    advance(saga, step, by)
    if saga.pays_revision and decision.quote is not None and not decision.quote.total:
        react(saga, Signal.ADJUSTED)
    catch_up(saga)


def _decide_what_is_kept(saga: OrderSaga, step: Transition, decision: Decision) -> None:
    fault = decision.fault or presumed_fault(step.action, grant_food=decision.grant_food)
    if shares_of(step.source, fault).coupon is not CouponOutcome.SPENT:
        free(saga.order)
    saga.kept = kept_amount(
        saga.order.amounts,
        status=step.source,
        fault=fault,
        grant_food=decision.grant_food,
        coin=card_step(saga.order.currency),
    )
