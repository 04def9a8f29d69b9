"""Invitations: customers of completed orders may review them."""

from apps.orders.contract.events import GuestOrderClaimed, OrderCompleted
from apps.reviews.domain.lateness_cause import HandOver, Lateness, lateness_of
from apps.reviews.models import Complaint, Invitation, Review
from dominos.kernel.unit_of_work import unit_of_work


def invite(event: OrderCompleted) -> None:
    """Lets the customer of a completed order review it."""
    with unit_of_work("reviews"):
        Invitation.objects.get_or_create(
            order_id=event.order_id,
            defaults={
                "number": event.number,
                "store_id": event.store_id,
                "customer_id": event.customer_id,
                "products": list(event.products),
                "courier_id": event.courier_id,
                "lateness": _lateness(event),
                "completed_at": event.completed_at,
            },
        )


def _lateness(event: OrderCompleted) -> Lateness:
    return lateness_of(
        HandOver(
            completed_at=event.completed_at,
            promised_to=event.promised_to,
            ready_at=event.ready_at,
            left_at=event.left_at,
            arrived_at=event.arrived_at,
            planned_road_seconds=event.planned_road_seconds,
            is_brought=event.courier_id is not None or event.left_at is not None,
        )
    )


def transfer_invitation(event: GuestOrderClaimed) -> None:
    """Transfers a guest's order and its review to the account that claimed it."""
    with unit_of_work("reviews"):
        Invitation.objects.filter(order_id=event.order_id).update(customer_id=event.customer_id)
        Review.objects.filter(order_id=event.order_id).update(customer_id=event.customer_id)
        Complaint.objects.filter(order_id=event.order_id).update(
            customer_id=event.customer_id, is_guest=False
        )
