"""What cancelling an order now would refund."""

from collections.abc import Collection

from apps.orders.domain.actors import MAY_REFUND
from apps.orders.domain.refund_lines import components_of, remainder
from apps.orders.domain.refund_matrix import (
    CASH,
    REFUND_STAGES,
    CouponOutcome,
    Fault,
    RefundStage,
    kept_amounts,
    shares_of,
)
from apps.orders.domain.states import Actor, OrderAction
from apps.orders.models import Order
from apps.orders.queries.allowed_actions import allowed_to
from apps.orders.queries.refunds import RefundPartsAnswer
from apps.payments.contract.types import RefundComponents
from dominos.kernel.edge.answers import Answer
from dominos.kernel.money import card_step


class CancellationOutcomeAnswer(Answer):
    """What cancelling the order would refund under one decision."""

    fault: Fault
    grant_food: bool
    kept: int
    refund: int
    components: RefundPartsAnswer
    coupon: CouponOutcome


class CancellationAnswer(Answer):
    """The consequences if the caller cancels the order now."""

    stage: RefundStage
    currency: str
    outcomes: list[CancellationOutcomeAnswer]


def cancellation_answer(order: Order, actors: Collection[Actor]) -> CancellationAnswer | None:
    """The consequences if the caller cancels the order now; None if they may not."""
    if OrderAction.CANCEL not in allowed_to(order, actors):
        return None
    return CancellationAnswer(
        stage=REFUND_STAGES[order.state],
        currency=order.currency,
        outcomes=cancellation_outcomes(order, frozenset(actors)),
    )


def cancellation_outcomes(order: Order, actors: frozenset[Actor]) -> list[CancellationOutcomeAnswer]:
    """What is refunded by fault and goodwill, as far as the caller may choose; the presumed one first."""
    choices = [(Fault.CUSTOMER, False)]
    if actors & MAY_REFUND and REFUND_STAGES[order.state] is not RefundStage.BEFORE_PREPARING:
        choices = [(Fault.STORE, False), (Fault.CUSTOMER, True), (Fault.CUSTOMER, False)]
    return [_outcome(order, fault, grant) for fault, grant in choices]


def _outcome(order: Order, fault: Fault, grant_food: bool) -> CancellationOutcomeAnswer:
    amounts, shares = order.amounts, shares_of(order.state, fault, grant_food=grant_food)
    whole = components_of(amounts)
    kept = components_of(kept_amounts(amounts, shares, coin=card_step(order.currency)))
    if order.saga.payment_method == CASH:
        kept = RefundComponents()  # nobody collected it
    back = remainder(whole, kept)
    return CancellationOutcomeAnswer(
        fault=fault,
        grant_food=grant_food,
        kept=kept.amount,
        refund=back.amount,
        components=RefundPartsAnswer.of(back),
        coupon=shares.coupon,
    )
