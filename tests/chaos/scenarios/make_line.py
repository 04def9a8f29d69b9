"""The make line's bumps."""

from collections.abc import Sequence

from apps.orders.domain.states import OrderAction
from apps.orders.lifecycle.actions import act
from apps.orders.lifecycle.guards import Decision
from apps.orders.models import Order
from tests.chaos.scenarios.changes import cancel_step
from tests.chaos.scenarios.journey import Journey, Steps, retrying
from tests.chaos.simulation import Step

COOKING = (OrderAction.ACCEPT, OrderAction.START, OrderAction.BAKE, OrderAction.READY)


def cook(journey: Journey, actions: Sequence[OrderAction]) -> Steps[None]:
    """Bump after bump; some are pressed by mistake and taken back."""
    for action in actions:
        outcome = yield from retrying(journey, bump_step(journey, action))
        if not outcome.is_done:
            return
        if journey.chance(0.04):
            yield cancel_step(journey, journey.rng.choice((journey.shop.manager, journey.town.support)))
        if journey.chance(0.03):
            yield bump_step(journey, OrderAction.UNDO)
            yield from retrying(journey, bump_step(journey, action))
        yield journey.pause(12)


def bump_step(journey: Journey, action: OrderAction) -> Step:
    return lambda: act(journey.order_id, action, journey.shop.staff, Decision())


def hand_over_step(journey: Journey) -> Step:
    code = Order.objects.filter(pk=journey.order_id).values_list("collection_code", flat=True)[0]
    return lambda: act(journey.order_id, OrderAction.HAND_OVER, journey.shop.staff, Decision(code=code))
