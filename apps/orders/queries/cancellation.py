"""What cancelling an order now would give back."""

from dataclasses import asdict

from apps.orders.domain.actors import MAY_REFUND
from apps.orders.domain.refund_lines import components_of, remainder
from apps.orders.domain.refund_matrix import CASH, STAGES, Fault, Stage, kept_amounts, shares_of
from apps.orders.domain.states import Actor
from apps.orders.models import Order
from apps.payments.contract.types import RefundComponents


def cancellation_terms(
    order: Order, actors: frozenset[Actor], payment_method: str
) -> list[dict[str, object]]:
    """What calling the order off now would give back: by fault and goodwill, as far as the caller may choose."""
    wishes = [(Fault.CUSTOMER, False)]
    if actors & MAY_REFUND and STAGES[order.state] is not Stage.BEFORE_PREPARING:
        wishes += [(Fault.CUSTOMER, True), (Fault.STORE, False)]
    return [_terms(order, fault, grant, payment_method) for fault, grant in wishes]


def _terms(order: Order, fault: Fault, grant_food: bool, payment_method: str) -> dict[str, object]:
    shares = shares_of(order.state, fault, grant_food=grant_food)
    whole, kept = components_of(order.amounts), components_of(kept_amounts(order.amounts, shares))
    if payment_method == CASH:
        kept = RefundComponents()  # nobody collected it
    back = remainder(whole, kept)
    return {
        "fault": fault.value,
        "grant_food": grant_food,
        "kept": kept.amount,
        "refund": back.amount,
        "components": asdict(back),
        "coupon": shares.coupon.value,
    }
