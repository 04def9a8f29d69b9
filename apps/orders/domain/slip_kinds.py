"""The kinds of slips, and which are printed at which step."""

from collections.abc import Mapping
from enum import StrEnum

from apps.orders.contract.types import OrderStatus
from apps.orders.domain.states import OrderAction, Transition
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.texts.languages import in_words


@in_words
class SlipKind(StrEnum):
    """A ticket for the kitchen, a label for each box, the courier's sheet, the customer's receipt."""

    KITCHEN = "kitchen"
    LABELS = "labels"
    RUN_SHEET = "run_sheet"
    RECEIPT = "receipt"


PRINTED_AT: Mapping[OrderStatus, tuple[SlipKind, ...]] = {
    OrderStatus.ACCEPTED: (SlipKind.KITCHEN, SlipKind.LABELS),
    OrderStatus.READY: (SlipKind.RUN_SHEET, SlipKind.RECEIPT),
}
"""What is printed automatically when an order reaches a state, if a printer of its store prints that kind."""


_AGAIN: Mapping[OrderAction, OrderStatus] = {
    OrderAction.REMAKE: OrderStatus.ACCEPTED,
    OrderAction.REDELIVER: OrderStatus.READY,
}
"""After a failed delivery, the state whose slips are printed again."""


def slips_due(step: Transition, service: ServiceMethod, pizzas: int) -> list[SlipKind]:
    """The slips to print when an order takes this step."""
    status = _AGAIN.get(step.action, step.target)
    without = set() if pizzas else {SlipKind.LABELS}
    if service is not ServiceMethod.DELIVERY:
        without.add(SlipKind.RUN_SHEET)
    return [kind for kind in PRINTED_AT.get(status, ()) if kind not in without]


def is_printed_anew(step: Transition, attempt: int) -> bool:
    """Whether earlier slips are void: the order was changed, moved ahead and accepted once more, or delivered again."""
    return step.action in (OrderAction.ACCEPT, OrderAction.CONFIRM_REVISION) or attempt > 1
