"""Short scenarios, each of which leads straight to one thing that can go wrong."""

from functools import partial

from apps.orders.domain.refund_matrix import Fault
from apps.orders.domain.refund_requests import Pieces, RefundRequest
from apps.orders.domain.states import OrderAction
from apps.orders.lifecycle.actions import act
from apps.orders.lifecycle.guards import Decision
from apps.orders.lifecycle.refunds.requests import refund
from apps.payments.contract.errors import PaymentInProgress
from dominos.kernel.ids import new_id
from tests.chaos.scenarios.journey import Journey, Steps, retrying
from tests.chaos.scenarios.make_line import COOKING, bump_step, cook, hand_over_step
from tests.chaos.scenarios.payment import CASH, GOOD, attempt_step
from tests.chaos.scenarios.placement import place
from tests.chaos.simulation import Scenario


def unpaid(journey: Journey) -> Scenario:
    """An order that nobody pays for."""
    yield from place(journey)


def paid_otherwise(journey: Journey) -> Scenario:
    """The gateway does not answer for the card; cash is taken at once, where it is taken at all."""
    yield from place(journey)
    yield attempt_step(journey, GOOD)
    outcome = yield attempt_step(journey, CASH)
    if isinstance(outcome.refusal, PaymentInProgress):
        journey.world.wrong.append(f"{journey.order_id}: the unanswered card keeps cash from being taken")


def cancelled_at_once(journey: Journey) -> Scenario:
    """Paid by card and cancelled before the store does anything."""
    yield from place(journey)
    yield from retrying(journey, attempt_step(journey, GOOD))
    yield from _cancelled(journey)


def cancelled_once_accepted(journey: Journey) -> Scenario:
    """Accepted and cancelled in one breath: the delivery's request and its cancellation are under way together."""
    yield from _at_the_store(journey)
    yield from retrying(journey, bump_step(journey, OrderAction.ACCEPT))
    yield from _cancelled(journey)


def cancelled_while_made(journey: Journey) -> Scenario:
    """Cancelled by the customer once the kitchen has begun: a part of the price is kept."""
    yield from _at_the_store(journey)
    yield from cook(journey, COOKING[:2])
    yield from _cancelled(journey)


def refunded_in_parts(journey: Journey) -> Scenario:
    """Collected, then complained about twice: each time a pizza is paid back."""
    yield from _at_the_store(journey)
    yield from cook(journey, COOKING)
    yield from retrying(journey, hand_over_step(journey))
    for _ in range(2):
        yield 60.0
        request = RefundRequest(reason="cold", key=str(new_id()), lines=(Pieces(1, 1),), grant_food=False)
        yield from retrying(journey, partial(refund, journey.order_id, request, journey.shop.manager))


def _at_the_store(journey: Journey) -> Steps[None]:
    """Paid by card, as often as it takes until the store has the order."""
    yield from place(journey)
    for _ in range(20):
        yield from retrying(journey, attempt_step(journey, GOOD))
        yield 30.0
        if journey.status() == "PLACED":
            return


def _cancelled(journey: Journey) -> Steps[None]:
    decision = Decision(reason=Fault.CUSTOMER, fault=Fault.CUSTOMER)
    yield from retrying(
        journey, partial(act, journey.order_id, OrderAction.CANCEL, journey.shop.manager, decision)
    )
