"""The order is called off, changed or complained about."""

from functools import partial

from apps.orders.domain.refund_matrix import Fault
from apps.orders.domain.refund_requests import Pieces, RefundWish
from apps.orders.domain.states import FINAL, Action
from apps.orders.lifecycle.actions import act
from apps.orders.lifecycle.guards import Decision
from apps.orders.refunds.requests import refund
from apps.payments.models import Operation
from apps.payments.processing import approvals
from dominos.kernel.auth import Principal
from dominos.kernel.ids import new_id
from tests.chaos.people import signed_in
from tests.chaos.simulation import Deed, Story
from tests.chaos.stories.life import Life, insisting
from tests.chaos.stories.placing import quoted


def canceller(life: Life) -> Story:
    """Calls the order off, at any moment, in any position, for any reason."""
    by = life.rng.choice(
        (life.customer, life.customer, life.shop.staff, life.shop.manager, life.town.support)
    )
    for _ in range(life.rng.randint(1, 3)):
        yield from insisting(life, cancelling(life, by))
        if life.status() in FINAL:
            return
        by = life.rng.choice((by, life.shop.manager, life.town.support))
        yield life.pause(30)


def cancelling(life: Life, by: Principal, action: Action = Action.CANCEL) -> Deed:
    fault, grant = life.rng.choice(list(Fault)), life.chance(0.2)
    decision = Decision(reason=f"{fault}{' +food' if grant else ''}", fault=fault, grant_food=grant)
    if life.world.happens("by_rest"):
        body = {"reason": decision.reason, "fault": fault, "grant_food": grant}
        return lambda: signed_in(by).post(f"/api/v1/orders/{life.order_id}/actions/{action}", body)
    return lambda: act(life.order_id, action, by, decision)


def reviser(life: Life) -> Story:
    """Changes the order once it is paid, perhaps twice: dearer, cheaper, or what the card does not cover."""
    for _ in range(life.rng.randint(1, 2)):
        quote = yield from quoted(life)
        if quote is None:
            return
        decision = Decision(quote=quote)
        yield from insisting(
            life, lambda decision=decision: act(life.order_id, Action.REVISE, life.customer, decision)
        )
        yield life.pause(15)


def complaint(life: Life) -> Story:
    """Something was wrong with the food: a part comes back, then all of it, sometimes asked for twice."""
    for _ in range(life.rng.randint(1, 3)):
        lines = (Pieces(1, 1),) if life.chance(0.7) else ()
        wish = RefundWish(reason="cold", key=str(new_id()), lines=lines, grant_food=life.chance(0.3))
        for _ in range(1 + life.chance(0.3)):
            yield from insisting(life, lambda wish=wish: refund(life.order_id, wish, life.shop.manager))
        yield life.pause(40)
        waiting = Operation.objects.filter(payment__order_id=life.order_id, status="AWAITING_APPROVAL")
        for refund_id in waiting.values_list("id", flat=True):
            decision = approvals.Decision(by=life.town.support.user_id, is_approved=life.chance(0.7))
            yield from insisting(life, partial(approvals.decide, refund_id, decision))
