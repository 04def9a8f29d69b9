"""What the store does with an order."""

from functools import partial

from apps.orders.domain.states import FINAL, OrderAction
from apps.orders.lifecycle.actions import act
from apps.orders.lifecycle.guards import Decision
from apps.stores.contract.types import ServiceMethod
from tests.chaos.scenarios.changes import cancel_step, complaints
from tests.chaos.scenarios.courier import courier
from tests.chaos.scenarios.journey import Journey, retrying
from tests.chaos.scenarios.make_line import COOKING, cook, hand_over_step
from tests.chaos.simulation import Scenario

NEXT = {
    "PLACED": OrderAction.ACCEPT,
    "ACCEPTED": OrderAction.START,
    "PREPARING": OrderAction.BAKE,
    "BAKING": OrderAction.READY,
}


def kitchen(journey: Journey) -> Scenario:
    """Waits for the money, then cooks; rejects some orders and overlooks others."""
    waits = 0
    while journey.status() in ("PENDING_PAYMENT", "SCHEDULED", "REVISION_PENDING") and waits < 40:
        waits += 1
        yield journey.pause(8 + 8 * waits)
    if journey.status() != "PLACED" or journey.chance(0.5):
        return
    if journey.chance(0.1):
        yield cancel_step(journey, journey.shop.manager, OrderAction.REJECT)
    if journey.method is ServiceMethod.DELIVERY:
        journey.begin(courier(journey), 20)
    yield from cook(journey, COOKING)
    if journey.method is not ServiceMethod.DELIVERY:
        yield from retrying(journey, hand_over_step(journey))
        if journey.chance(0.15):
            journey.begin(complaints(journey), 60)


def finish(journey: Journey) -> Scenario:
    """What was left half done is finished, or cancelled by the store; what nobody paid for ends by the clock."""
    if journey.chance(0.3):
        yield cancel_step(journey, journey.shop.manager)
    if journey.method is ServiceMethod.DELIVERY:
        journey.begin(courier(journey, 400), 0)
    for _ in range(400):
        status = journey.status()
        if status in FINAL:
            return
        if status in ("DELIVERY_FAILED", "SCHEDULED"):
            action = OrderAction.RETURN if status == "DELIVERY_FAILED" else OrderAction.CANCEL
            yield cancel_step(journey, journey.shop.manager, action)
        elif status in NEXT:
            yield partial(act, journey.order_id, NEXT[status], journey.shop.staff, Decision())
        elif status == "READY" and journey.method is not ServiceMethod.DELIVERY:
            yield hand_over_step(journey)
        else:
            yield journey.pause(20)
