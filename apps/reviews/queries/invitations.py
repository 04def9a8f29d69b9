"""Who may review which order."""

from uuid import UUID

from apps.orders.contract.service import OrdersService
from apps.reviews.contract.errors import NotReviewable, SignInToReview
from apps.reviews.models import Invitation
from dominos.kernel.errors import NotFound
from dominos.kernel.services import service


def get_invitation(order_id: UUID, customer_id: UUID | None) -> Invitation:
    """The invitation by which this customer may review the order. NotFound for a foreign order, NotReviewable
    for an open one.
    """
    invitation = Invitation.objects.filter(order_id=order_id).first()
    owner = invitation.customer_id if invitation else _customer_of(order_id)
    if owner != customer_id:
        raise NotFound
    if invitation is None:
        raise NotReviewable
    return invitation


def get_guests_invitation(token: str) -> Invitation:
    """The invitation by which the holder of a guest's tracking link may review. NotFound, SignInToReview,
    NotReviewable.
    """
    order = service(OrdersService).get_tracked_order(token=token)
    if not order.is_guest:
        raise SignInToReview
    return get_invitation(order.order_id, order.customer_id)


def _customer_of(order_id: UUID) -> UUID:
    return service(OrdersService).get_order(order_id=order_id).customer_id
