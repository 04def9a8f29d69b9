"""What reviews learn from the other apps."""

from apps.orders.contract.events import GuestOrderClaimed, OrderCompleted, OrdersForgotten
from apps.reviews import use_cases
from dominos.kernel.messaging.bus import on


@on(OrderCompleted)
def on_order_completed(event: OrderCompleted) -> None:
    use_cases.invite(event)


@on(GuestOrderClaimed)
def on_guest_order_claimed(event: GuestOrderClaimed) -> None:
    use_cases.transfer_invitation(event)


@on(OrdersForgotten)
def on_orders_forgotten(event: OrdersForgotten) -> None:
    use_cases.forget_author(event)
