"""The order is cancelled, changed or complained about."""

from functools import partial

from apps.orders.domain.refund_matrix import Fault
from apps.orders.domain.refund_requests import Pieces, RefundRequest
from apps.orders.domain.states import FINAL, OrderAction
from apps.orders.lifecycle.actions import act
from apps.orders.lifecycle.guards import Decision
from apps.orders.lifecycle.refunds.requests import refund
from apps.orders.models import Order
from apps.payments.models import Operation
from apps.payments.processing import approvals
from dominos.kernel.auth import Principal
from dominos.kernel.ids import new_id
from tests.chaos.people import signed_in
from tests.chaos.scenarios.journey import Journey, retrying
from tests.chaos.scenarios.placement import quoted
from tests.chaos.simulation import Scenario, Step


def cancellations(journey: Journey) -> Scenario:
    """Cancels the order, at any moment, in any position, for any reason."""
    by = journey.rng.choice(
        (journey.customer, journey.customer, journey.shop.staff, journey.shop.manager, journey.town.support)
    )
    for _ in range(journey.rng.randint(1, 3)):
        yield from retrying(journey, cancel_step(journey, by))
        if journey.status() in FINAL:
            return
        by = journey.rng.choice((by, journey.shop.manager, journey.town.support))
        yield journey.pause(30)


def cancel_step(journey: Journey, by: Principal, action: OrderAction = OrderAction.CANCEL) -> Step:
    fault, grant = journey.rng.choice(list(Fault)), journey.chance(0.2)
    decision = Decision(reason=f"{fault}{' +food' if grant else ''}", fault=fault, grant_food=grant)
    if journey.world.happens("by_rest"):
        body = {"reason": decision.reason, "fault": fault, "grant_food": grant}
        return lambda: signed_in(by).post(f"/api/v1/orders/{journey.order_id}/actions/{action}", body)
    return lambda: act(journey.order_id, action, by, decision)


def revisions(journey: Journey) -> Scenario:
    """Changes the order once it is paid, perhaps twice: dearer, cheaper, or what the card does not cover."""
    for _ in range(journey.rng.randint(1, 2)):
        quote = yield from quoted(journey, Order.objects.get(pk=journey.order_id))
        if quote is None:
            return
        decision = Decision(quote=quote)
        yield from retrying(
            journey,
            lambda decision=decision: act(journey.order_id, OrderAction.REVISE, journey.customer, decision),
        )
        yield journey.pause(15)


def complaints(journey: Journey) -> Scenario:
    """Something was wrong with the food: a part comes back, then all of it, sometimes asked for twice."""
    for _ in range(journey.rng.randint(1, 3)):
        lines = (Pieces(1, 1),) if journey.chance(0.7) else ()
        request = RefundRequest(reason="cold", key=str(new_id()), lines=lines, grant_food=journey.chance(0.3))
        for _ in range(1 + journey.chance(0.3)):
            yield from retrying(
                journey, lambda request=request: refund(journey.order_id, request, journey.shop.manager)
            )
        yield journey.pause(40)
        waiting = Operation.objects.filter(payment__order_id=journey.order_id, status="AWAITING_APPROVAL")
        for refund_id in waiting.values_list("id", flat=True):
            decision = approvals.Decision(by=journey.town.support.user_id, is_approved=journey.chance(0.7))
            yield from retrying(journey, partial(approvals.decide, refund_id, decision))
