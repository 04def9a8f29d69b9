"""What the store does with an order."""

from functools import partial

from apps.orders.domain.states import FINAL, Action
from apps.orders.lifecycle.actions import act
from apps.orders.lifecycle.guards import Decision
from apps.stores.contract.types import ServiceMethod
from tests.chaos.simulation import Story
from tests.chaos.stories.cooking import COOKING, cook, handing_over
from tests.chaos.stories.courier import courier
from tests.chaos.stories.life import Life, insisting
from tests.chaos.stories.regrets import cancelling, complaint

NEXT = {"PLACED": Action.ACCEPT, "ACCEPTED": Action.START, "PREPARING": Action.BAKE, "BAKING": Action.READY}


def kitchen(life: Life) -> Story:
    """Waits for the money, then cooks; rejects some orders and overlooks others."""
    waits = 0
    while life.status() in ("PENDING_PAYMENT", "SCHEDULED", "REVISION_PENDING") and waits < 40:
        waits += 1
        yield life.pause(8 + 8 * waits)
    if life.status() != "PLACED" or life.chance(0.5):
        return
    if life.chance(0.1):
        yield cancelling(life, life.shop.manager, Action.REJECT)
    if life.method is ServiceMethod.DELIVERY:
        life.begin(courier(life), 20)
    yield from cook(life, COOKING)
    if life.method is not ServiceMethod.DELIVERY:
        yield from insisting(life, handing_over(life))
        if life.chance(0.15):
            life.begin(complaint(life), 60)


def closing_time(life: Life) -> Story:
    """What was left half done is finished, or called off by the store; what nobody paid for ends by the clock."""
    if life.chance(0.3):
        yield cancelling(life, life.shop.manager)
    if life.method is ServiceMethod.DELIVERY:
        life.begin(courier(life, 400), 0)
    for _ in range(400):
        status = life.status()
        if status in FINAL:
            return
        if status in ("DELIVERY_FAILED", "SCHEDULED"):
            action = Action.RETURN if status == "DELIVERY_FAILED" else Action.CANCEL
            yield cancelling(life, life.shop.manager, action)
        elif status in NEXT:
            yield partial(act, life.order_id, NEXT[status], life.shop.staff, Decision())
        elif status == "READY" and life.method is not ServiceMethod.DELIVERY:
            yield handing_over(life)
        else:
            yield life.pause(20)
