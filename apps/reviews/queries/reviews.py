"""Reviews for the public, for their authors and for the store."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from apps.reviews.domain.moderation import EDITABLE_FOR, HeldFor, ReviewState
from apps.reviews.models import Invitation, Review, ReviewPhoto
from apps.reviews.queries.answers import OwnReviewAnswer, RatedAnswer, ReviewAnswer, StoreReviewAnswer
from dominos.kernel import photos
from dominos.kernel.auth import Principal, Role
from dominos.kernel.edge.answers import Listing
from dominos.kernel.errors import NotFound

NONE = "There is no such review."


def list_reviews(store_id: UUID) -> Listing[ReviewAnswer]:
    """The store's shown reviews, newest first."""
    shown = _with_photos().filter(store_id=store_id, state=ReviewState.SHOWN)
    return Listing(shown, lambda rows: [ReviewAnswer(**_public(row)) for row in rows])


def list_to_moderate(store_id: UUID, state: str | None) -> Listing[StoreReviewAnswer]:
    """The store's reviews in a state, or all, newest first."""
    rows = _with_photos().filter(store_id=store_id)
    return Listing(rows.filter(state=state) if state else rows, lambda page: [for_store(row) for row in page])


def find_own_review(invitation: Invitation) -> OwnReviewAnswer | None:
    """The customer's review of the order; None if there is none."""
    review = _with_photos().filter(order_id=invitation.order_id).first()
    return own(review) if review else None


def get_own_review(invitation: Invitation) -> OwnReviewAnswer:
    """The customer's review of the order. NotFound if there is none."""
    found = find_own_review(invitation)
    if found is None:
        raise NotFound("There is no review yet.")
    return found


def own(review: Review) -> OwnReviewAnswer:
    """The review for its author."""
    courier = (
        RatedAnswer(stars=review.courier_stars, tags=review.courier_tags) if review.courier_stars else None
    )
    return OwnReviewAnswer(
        **_public(review),
        courier=courier,
        state=ReviewState(review.state),
        editable_until=review.posted_at + EDITABLE_FOR,
    )


def for_store(review: Review) -> StoreReviewAnswer:
    """The review for its store's managers, without the courier's stars."""
    return StoreReviewAnswer(
        **_public(review),
        order_id=review.order_id,
        state=ReviewState(review.state),
        held_for=[HeldFor(reason) for reason in review.held_for],
        lateness=review.is_late,
    )


def get_photo(principal: Principal, review_id: UUID) -> bytes:
    """A review's photo: for everybody if the review is shown, else for its author and moderators. NotFound."""
    photo = ReviewPhoto.objects.select_related("review").filter(review=review_id).first()
    data = photos.load(photo.name) if photo is not None and _may_see(principal, photo.review) else None
    if data is None:
        raise NotFound("There is no such photo.")
    return data


def _may_see(principal: Principal, review: Review) -> bool:
    if review.state == ReviewState.SHOWN or principal.is_any(Role.SUPPORT, Role.ADMIN):
        return True
    is_author = principal.is_authenticated and principal.id == review.customer_id
    return is_author or principal.manages(review.store_id)


def _with_photos() -> QuerySet[Review]:
    return Review.objects.select_related("photo")


def _public(review: Review) -> dict[str, Any]:
    return {
        "id": review.id,
        "stars": review.stars,
        "tags": review.tags,
        "products": _rated(review.products.items()),
        "text": review.text,
        "has_photo": hasattr(review, "photo"),
        "reply": review.reply,
        "posted_at": review.posted_at,
        "edited_at": review.edited_at,
    }


def _rated(products: Iterable[tuple[str, dict[str, Any]]]) -> dict[str, RatedAnswer]:
    return {code: RatedAnswer(**given) for code, given in products}
