"""Erases notifications of an erased person."""

from apps.notifications.use_cases.forgetting import forget_recipient
from apps.orders.contract.events import OrdersForgotten
from dominos.kernel.messaging.bus import on


@on(OrdersForgotten)
def on_orders_forgotten(event: OrdersForgotten) -> None:
    forget_recipient(event)
