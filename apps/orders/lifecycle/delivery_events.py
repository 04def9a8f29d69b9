"""Events of delivery: couriers' reports, stored until the order is ready for them. Only they move it on the road."""

from datetime import datetime
from uuid import UUID

from apps.orders.domain.saga import DeliveryFact, next_delivery_step
from apps.orders.domain.states import Actor
from apps.orders.lifecycle.transitions import Initiator, advance, step_for
from apps.orders.models import OrderSaga
from apps.orders.queries.sagas import locked
from apps.stores.contract.types import ServiceMethod


def assign_courier(order_id: UUID, courier_id: UUID, at: datetime, provider: str = "") -> None:
    """Assigns the courier, ours or a provider's, from `at` on; an older assignment that comes late changes nothing."""
    saga = locked(order_id)
    if saga.assigned_at is not None and saga.assigned_at > at:
        return
    if _is_of_an_earlier_attempt(saga, at):
        return
    saga.courier_id, saga.provider, saga.assigned_at = courier_id, provider, at
    saga.save(update_fields=["courier_id", "provider", "assigned_at"])
    catch_up(saga)


def note_fact(order_id: UUID, courier_id: UUID, fact: DeliveryFact, at: datetime, reason: str = "") -> None:
    """Stores a courier's report, and moves the order as far as its state and the reports allow."""
    saga = locked(order_id)
    if _is_of_an_earlier_attempt(saga, at):
        return
    saga.delivery_facts.setdefault(str(courier_id), {}).setdefault(fact, at.isoformat())
    saga.save(update_fields=["delivery_facts"])
    catch_up(saga, reason)


def _is_of_an_earlier_attempt(saga: OrderSaga, at: datetime) -> bool:
    return saga.attempt_began_at is not None and at < saga.attempt_began_at


def catch_up(saga: OrderSaga, reason: str = "") -> None:
    """Takes every step on the road that the assigned courier's reports prove; collected orders have none."""
    if saga.order.service != ServiceMethod.DELIVERY:
        return
    facts = saga.delivery_facts.get(str(saga.courier_id), {})
    by = Initiator(frozenset({Actor.COURIER}), saga.courier_id, reason)
    while facts and (action := next_delivery_step(saga.order.state, facts)):
        advance(saga, step_for(saga.order, action, by), by)
