"""Reads of the reviews app."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from apps.orders.contract.service import OrdersService
from apps.reviews.contract.errors import NotReviewable, SignInToReview
from apps.reviews.contract.types import Rating
from apps.reviews.domain import mean_hundredths
from apps.reviews.models import Invitation, Review, StoreRating
from dominos.kernel.edge.answers import Answer, Listing
from dominos.kernel.errors import NotFound
from dominos.kernel.services import service


class ReviewAnswer(Answer):
    """A review, as anybody may see it: without its author."""

    id: UUID
    stars: int
    text: str
    posted_at: datetime


class RatingAnswer(Answer):
    """A store's rating; the mean of 1 to 5 stars in hundredths, 0 while nobody rated."""

    store_id: UUID
    mean_hundredths: int
    count: int


def get_invitation(order_id: UUID, customer_id: UUID | None) -> Invitation:
    """What lets this customer review the order. NotFound for a foreign order, NotReviewable for an open one."""
    invitation = Invitation.objects.filter(order_id=order_id).first()
    owner = invitation.customer_id if invitation else _customer_of(order_id)
    if owner != customer_id:
        raise NotFound
    if invitation is None:
        raise NotReviewable
    return invitation


def get_guests_invitation(token: str) -> Invitation:
    """What lets whoever holds the link review a guest's order. NotFound, SignInToReview, NotReviewable."""
    order = service(OrdersService).get_tracked_order(token=token)
    if not order.is_guest:
        raise SignInToReview
    return get_invitation(order.order_id, order.customer_id)


def _customer_of(order_id: UUID) -> UUID:
    return service(OrdersService).get_order(order_id=order_id).customer_id


def list_reviews(store_id: UUID) -> Listing[ReviewAnswer]:
    """The store's shown reviews, newest first."""
    return Listing(Review.objects.filter(store_id=store_id, is_hidden=False), ReviewAnswer.of_all)


def get_rating(store_id: UUID) -> RatingAnswer:
    """How the store is rated."""
    nobody = Rating(store_id=store_id, mean_hundredths=0, count=0)
    return RatingAnswer.of(next(iter(list_ratings([store_id])), nobody))


def list_ratings(store_ids: Iterable[UUID]) -> list[Rating]:
    """The ratings of those stores that have any."""
    rows = StoreRating.objects.filter(store_id__in=list(store_ids), count__gt=0)
    return [
        Rating(store_id=r.store_id, mean_hundredths=mean_hundredths(r.stars, r.count), count=r.count)
        for r in rows
    ]
