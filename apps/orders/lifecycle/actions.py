"""The writes: one function per use case, one transaction each."""

from uuid import UUID

from apps.orders import reservations
from apps.orders.domain.actors import actors_of
from apps.orders.domain.refund_matrix import CouponOutcome, kept_amount, shares_of
from apps.orders.domain.states import Action, Actor, Effect, Transition, targets
from apps.orders.lifecycle.delivery_events import catch_up
from apps.orders.lifecycle.guards import Decision, check
from apps.orders.lifecycle.transitions import By, advance, is_repeated, is_revised_to, step_for
from apps.orders.models import Order
from apps.orders.queries.sagas import locked
from dominos.kernel.auth import Principal
from dominos.kernel.errors import NotFound
from dominos.kernel.unit_of_work import unit_of_work


def act(
    order_id: UUID, action: Action, caller: Principal, decision: Decision
) -> tuple[Order, frozenset[Actor]]:
    """A person moves an order; the same step again by the same person changes nothing.

    NotFound for a stranger, ActionForbidden, IllegalTransition, and what `guards` refuse.
    """
    with unit_of_work("orders"):
        saga = locked(order_id)
        order = saga.order
        actors = actors_of(caller, customer_id=order.customer_id, store_id=order.store_id)
        if not actors:
            raise NotFound("There is no such order.")
        if order.status in targets(action) and is_repeated(order, action, caller.id):
            return order, actors
        if decision.quote is not None and is_revised_to(saga, decision.quote.id):
            return order, actors
        by = By(actors, caller.id, decision.reason)
        step = step_for(order, action, by)
        check(saga, step, by, decision)
        if decision.quote is not None:
            saga.revision_quote_id = decision.quote.id
        if Effect.SETTLE_PAYMENT in step.effects:
            if shares_of(step.source, decision.fault).coupon is not CouponOutcome.SPENT:
                reservations.give_back(order)
            saga.kept = _kept(order, step, decision)
        advance(saga, step, by)
        catch_up(saga)
        return order, actors


def _kept(order: Order, step: Transition, decision: Decision) -> int:
    return kept_amount(
        order.amounts,
        status=step.source,
        fault=decision.fault,
        grant_food=decision.grant_food,
    )
