"""What reviews learn from the other apps."""

from apps.orders.contract.events import GuestOrderClaimed, OrderCompleted
from apps.reviews import actions
from dominos.kernel.messaging.bus import on


@on(OrderCompleted)
def on_order_completed(event: OrderCompleted) -> None:
    actions.invite(event)


@on(GuestOrderClaimed)
def on_order_joined(event: GuestOrderClaimed) -> None:
    actions.hand_over(event)
