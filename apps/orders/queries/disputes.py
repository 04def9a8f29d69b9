"""Disputes of an order's payment, for staff."""

from collections.abc import Collection

from apps.orders.domain.states import Actor
from apps.orders.models import OrderDisputeStatus, OrderSaga
from dominos.kernel.edge.answers import Answer

SEES_DISPUTES = frozenset({Actor.STAFF, Actor.MANAGER, Actor.SUPPORT})


class OrderDisputeAnswer(Answer):
    """A payment the customer's bank took back; `charged_back` is 0 once the dispute is won."""

    status: OrderDisputeStatus
    charged_back: int
    currency: str


def dispute_answer(saga: OrderSaga, actors: Collection[Actor]) -> OrderDisputeAnswer | None:
    """The dispute, for staff; None without one."""
    if not saga.dispute or SEES_DISPUTES.isdisjoint(actors):
        return None
    return OrderDisputeAnswer(
        status=OrderDisputeStatus(saga.dispute), charged_back=saga.charged_back, currency=saga.order.currency
    )
