"""What reviews learn from the other apps."""

from apps.orders.contract.events import OrderCompleted, OrderJoined
from apps.reviews import use_cases
from dominos.kernel.messaging.bus import on


@on(OrderCompleted)
def on_order_completed(event: OrderCompleted) -> None:
    use_cases.invite(event)


@on(OrderJoined)
def on_order_joined(event: OrderJoined) -> None:
    use_cases.transfer_invitation(event)
