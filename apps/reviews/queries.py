"""Reads of the reviews app."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from apps.orders.contract.service import OrdersService
from apps.reviews.contract.errors import NotReviewable
from apps.reviews.contract.types import Rating
from apps.reviews.domain import mean_hundredths
from apps.reviews.models import Invitation, Review, StoreRating
from dominos.kernel.errors import NotFound
from dominos.kernel.services import service


def get_invitation(order_id: UUID, customer_id: UUID | None) -> Invitation:
    """What lets this customer review the order. NotFound for a foreign order, NotReviewable for an open one."""
    invitation = Invitation.objects.filter(order_id=order_id).first()
    owner = invitation.customer_id if invitation else _customer_of(order_id)
    if owner != customer_id:
        raise NotFound
    if invitation is None:
        raise NotReviewable
    return invitation


def _customer_of(order_id: UUID) -> UUID:
    return service(OrdersService).get_order(order_id=order_id).customer_id


def list_reviews(store_id: UUID) -> QuerySet[Review]:
    """The store's shown reviews."""
    return Review.objects.filter(store_id=store_id, is_hidden=False)


def list_ratings(store_ids: Iterable[UUID]) -> list[Rating]:
    """The ratings of those stores that have any."""
    rows = StoreRating.objects.filter(store_id__in=list(store_ids), count__gt=0)
    return [
        Rating(store_id=r.store_id, mean_hundredths=mean_hundredths(r.stars, r.count), count=r.count)
        for r in rows
    ]


def review_row(review: Review) -> dict[str, Any]:
    """A review as anybody may see it: without its author."""
    return {
        "id": str(review.id),
        "stars": review.stars,
        "text": review.text,
        "posted_at": review.posted_at.isoformat(),
    }
