"""Defects to plant in the product, each with the scenario and the faults under which it shows."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from apps.delivery.use_cases import requests
from apps.orders.domain.saga import REACTIONS, Reaction, SagaState, Signal
from apps.orders.lifecycle import effects, payment_events
from apps.payments.domain.gateway import GatewayUnavailable
from apps.payments.ledger import journal
from apps.payments.models import Operation
from apps.payments.processing import operations, pay, steps
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.ids import new_id
from dominos.kernel.messaging import inbox, receipts
from tests.chaos.edges import NONE, Faults
from tests.chaos.scenarios import focused
from tests.chaos.scenarios.journey import Journey
from tests.chaos.simulation import Scenario

IGNORED = Reaction()
CARRYOUT, DELIVERY = ServiceMethod.CARRYOUT, ServiceMethod.DELIVERY


@dataclass(frozen=True, slots=True)
class Mutation:
    """How the product is spoiled, and where that shows."""

    plant: Callable[[pytest.MonkeyPatch], None]
    scenario: Callable[[Journey], Scenario]
    faults: Faults = NONE
    method: ServiceMethod = CARRYOUT
    orders: int = 4

    @property
    def name(self) -> str:
        return self.plant.__name__


def cancellation_not_told(patch: pytest.MonkeyPatch) -> None:
    """A cancelled order's payment is not voided."""
    patch.setitem(effects.RUN, effects.Effect.VOID_PAYMENT, lambda saga, previous, reason: None)


def late_payment_kept(patch: pytest.MonkeyPatch) -> None:
    """Nor is a payment that is authorised after the order's end."""
    for signal in (Signal.AUTHORIZED, Signal.AUTHORIZED_TOO_LITTLE):
        patch.setitem(REACTIONS[SagaState.CLOSED], signal, IGNORED)
    cancellation_not_told(patch)


def whole_captured(patch: pytest.MonkeyPatch) -> None:
    """A part of the price is kept, the whole is captured."""
    settle = effects.RUN[effects.Effect.SETTLE_PAYMENT]

    def settle_whole(saga: Any, previous: Any, reason: Any) -> None:
        saga.kept = saga.order.total if saga.kept else saga.kept
        settle(saga, previous, reason)

    patch.setitem(effects.RUN, effects.Effect.SETTLE_PAYMENT, settle_whole)


def received_twice(patch: pytest.MonkeyPatch) -> None:
    """The inbox handles a message as often as it comes."""
    record = receipts.record_receipts

    def let_in(app: str, new: Any, acknowledged: Any) -> set[Any]:
        record(app, new, acknowledged)
        return set(new)

    patch.setattr(inbox, "record_receipts", let_in)


def new_key_for_each_attempt(patch: pytest.MonkeyPatch) -> None:
    """An operation that is tried again reaches the gateway under another idempotency key."""
    patch.setattr(operations, "_key", lambda operation: f"{operation.id}:{new_id()}")


def new_key_for_each_authorization(patch: pytest.MonkeyPatch) -> None:
    """An unanswered authorisation is repeated under another idempotency key."""
    gateway_for = pay.gateway_for

    class Rekeyed:
        def __init__(self, gateway: Any) -> None:
            self._gateway = gateway

        def authorize(self, request: Any, *, key: str) -> Any:
            return self._gateway.authorize(request, key=f"{key}:{new_id()}")

        def __getattr__(self, name: str) -> Any:
            return getattr(self._gateway, name)

    patch.setattr(pay, "gateway_for", lambda payment: Rekeyed(gateway_for(payment)))


def unanswered_attempt_kept(patch: pytest.MonkeyPatch) -> None:
    """An attempt to pay that the gateway does not answer stays open, and no other is taken."""
    patch.setattr(pay, "_abandon_unanswered", lambda payment, error: payment)


def failure_taken_for_done(patch: pytest.MonkeyPatch) -> None:
    """What the gateway did not answer is not tried again."""

    def attempt(operation: Any) -> None:
        try:
            operations.perform(operation)
        except GatewayUnavailable:
            Operation.objects.filter(id=operation.id).update(status="DONE")

    patch.setattr(operations, "_attempt", attempt)


def refunds_not_posted(patch: pytest.MonkeyPatch) -> None:
    """The ledger is not told about refunds."""
    post = steps.post
    patch.setattr(steps, "post", lambda p, s, *rest: None if "REFUND" in s.change else post(p, s, *rest))


def posted_twice(patch: pytest.MonkeyPatch) -> None:
    """The ledger takes the same movement twice, as if entries had no natural key."""
    fact_of, post = journal._fact, steps.post

    def fact_without_natural_key(*arguments: Any) -> Any:
        fact = fact_of(*arguments)
        return replace(fact, key=f"{new_id()}:{fact.key}")

    def twice(*arguments: Any, **named: Any) -> Any:
        post(*arguments, **named)
        return post(*arguments, **named)

    patch.setattr(journal, "_fact", fact_without_natural_key)
    patch.setattr(steps, "post", twice)


def deadlines_ignored(patch: pytest.MonkeyPatch) -> None:
    """Nobody watches the clock for an order that is not paid."""
    patch.setitem(REACTIONS[SagaState.AWAITING_PAYMENT], Signal.DEADLINE, IGNORED)
    patch.setattr(payment_events, "_extend_deadline", lambda saga: saga.save())


def early_cancellation_lost(patch: pytest.MonkeyPatch) -> None:
    """A delivery's cancellation that overtakes its request is lost."""
    patch.setattr(requests.Recall.objects, "get_or_create", lambda **_: None)


MUTATIONS = (
    Mutation(cancellation_not_told, focused.cancelled_at_once, orders=3),
    Mutation(late_payment_kept, focused.cancelled_at_once, orders=3),
    Mutation(whole_captured, focused.cancelled_while_made, method=DELIVERY),
    Mutation(received_twice, focused.refunded_in_parts, Faults(repeated=1)),
    Mutation(new_key_for_each_attempt, focused.refunded_in_parts, Faults(reply_lost=0.6), orders=6),
    Mutation(new_key_for_each_authorization, focused.paid_otherwise, Faults(reply_lost=1)),
    Mutation(unanswered_attempt_kept, focused.paid_otherwise, Faults(reply_lost=1)),
    Mutation(failure_taken_for_done, focused.refunded_in_parts, Faults(request_lost=0.5), orders=4),
    Mutation(refunds_not_posted, focused.refunded_in_parts),
    Mutation(posted_twice, focused.refunded_in_parts),
    Mutation(deadlines_ignored, focused.unpaid, orders=2),
    Mutation(early_cancellation_lost, focused.cancelled_once_accepted, Faults(delayed=0.5), DELIVERY),
)
