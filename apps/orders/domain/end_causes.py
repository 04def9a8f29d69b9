"""Why an order ended without a hand-over, and who caused it. Pure."""

from apps.orders.contract.refund_matrix import Fault
from apps.orders.contract.types import EndCause
from apps.orders.domain.states import Actor, OrderAction

_BY_ACTION = {
    OrderAction.TIME_OUT: EndCause.NOT_ANSWERED,
    OrderAction.REJECT_UNAVAILABLE: EndCause.UNAVAILABLE,
    OrderAction.REJECT: EndCause.STORE,
    OrderAction.EXPIRE: EndCause.UNPAID,
    OrderAction.FAIL_PAYMENT: EndCause.PAYMENT_FAILED,
    OrderAction.RETURN: EndCause.UNDELIVERABLE,
}
_BY_WHO_CANCELS = {
    Actor.CUSTOMER: EndCause.CUSTOMER,
    Actor.STAFF: EndCause.STORE,
    Actor.MANAGER: EndCause.STORE,
    Actor.SUPPORT: EndCause.SUPPORT,
}


def end_cause(action: str, actor: str) -> EndCause | None:
    """Why this step by this actor ended the order; None for a step that does not end it or hands it over."""
    if action == OrderAction.CANCEL:
        return _BY_WHO_CANCELS.get(Actor(actor))
    return _BY_ACTION.get(OrderAction(action))


def presumed_fault(action: OrderAction, *, grant_food: bool = False) -> Fault:
    """Who presumably caused it if nobody says so.

    Food in the making is seldom cancelled because of the customer, and goodwill implies the customer's fault.
    Food that nobody accepted at the door counts as the customer's fault.
    """
    return Fault.CUSTOMER if grant_food or action is OrderAction.RETURN else Fault.STORE
