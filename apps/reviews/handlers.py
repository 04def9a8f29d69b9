"""Handlers of other apps' events."""

from apps.orders.contract.events import GuestOrderClaimed, OrderCompleted, OrdersForgotten
from apps.reviews.use_cases import author_erasure, invitations
from dominos.kernel.messaging.bus import on


@on(OrderCompleted)
def on_order_completed(event: OrderCompleted) -> None:
    invitations.invite(event)


@on(GuestOrderClaimed)
def on_guest_order_claimed(event: GuestOrderClaimed) -> None:
    invitations.transfer_invitation(event)


@on(OrdersForgotten)
def on_orders_forgotten(event: OrdersForgotten) -> None:
    author_erasure.forget_author(event)
