"""The make line's bumps."""

from collections.abc import Sequence

from apps.orders.domain.states import Action
from apps.orders.lifecycle.actions import act
from apps.orders.lifecycle.guards import Decision
from apps.orders.models import Order
from tests.chaos.simulation import Deed
from tests.chaos.stories.life import Life, Part, insisting
from tests.chaos.stories.regrets import cancelling

COOKING = (Action.ACCEPT, Action.START, Action.BAKE, Action.READY)


def cook(life: Life, actions: Sequence[Action]) -> Part[None]:
    """Bump after bump; some are pressed by mistake and taken back."""
    for action in actions:
        outcome = yield from insisting(life, bumping(life, action))
        if not outcome.is_done:
            return
        if life.chance(0.04):
            yield cancelling(life, life.rng.choice((life.shop.manager, life.town.support)))
        if life.chance(0.03):
            yield bumping(life, Action.UNDO)
            yield from insisting(life, bumping(life, action))
        yield life.pause(12)


def bumping(life: Life, action: Action) -> Deed:
    return lambda: act(life.order_id, action, life.shop.staff, Decision())


def handing_over(life: Life) -> Deed:
    code = Order.objects.filter(pk=life.order_id).values_list("collection_code", flat=True)[0]
    return lambda: act(life.order_id, Action.HAND_OVER, life.shop.staff, Decision(code=code))
