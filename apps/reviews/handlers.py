"""What reviews learn from the other apps."""

from apps.orders.contract.events import OrderCompleted
from apps.reviews import actions
from dominos.kernel.messaging.bus import on


@on(OrderCompleted)
def on_order_completed(event: OrderCompleted) -> None:
    actions.invite(event)
