"""Posting reviews, and changing them for a week."""

from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from dataclasses import asdict, dataclass, field

from apps.reviews.contract.errors import AlreadyReviewed, EditingEnded
from apps.reviews.contract.events import ReviewEdited, ReviewPosted
from apps.reviews.domain.moderation import HeldFor, ReviewState, may_edit
from apps.reviews.domain.subjects import Rated
from apps.reviews.domain.texts import cleaned
from apps.reviews.filters import text_filter
from apps.reviews.models import Invitation, Review
from apps.reviews.use_cases.weekly_sums import add_up
from dominos.kernel.clock import now
from dominos.kernel.errors import FieldError, Invalid, NotFound
from dominos.kernel.unit_of_work import publish, unit_of_work

_BY_PERSONS = frozenset({HeldFor.PHOTO.value, HeldFor.REPORTED.value})
"""Reasons that only a person can clear, not a changed text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The content of a review; `text` as it was typed."""

    order: Rated
    products: Mapping[str, Rated] = field(default_factory=dict)
    courier: Rated | None = None
    text: str = ""


def post_review(invitation: Invitation, said: Said) -> Review:
    """Reviews the order of an invitation, once. AlreadyReviewed; Invalid for a product or courier not part of it."""
    _refuse_strangers(invitation, said)
    new = Review(
        order_id=invitation.order_id,
        store_id=invitation.store_id,
        customer_id=invitation.customer_id,
        lateness=invitation.lateness,
    )
    _say(new, invitation, said)
    with unit_of_work("reviews"):
        Review.objects.bulk_create([new], ignore_conflicts=True)
        if not Review.objects.filter(pk=new.pk).exists():
            raise AlreadyReviewed
        add_up(new)
        event = ReviewPosted(review_id=new.id, order_id=new.order_id, store_id=new.store_id, stars=new.stars)
        publish(event, subject=new.id)
    return new


def edit_review(invitation: Invitation, said: Said) -> Review:
    """Changes the review of the order. NotFound without a review, EditingEnded after a week, Invalid."""
    _refuse_strangers(invitation, said)
    with unit_of_work("reviews"):
        review = lock_own(invitation)
        before = copy(review)
        _say(review, invitation, said)
        review.edited_at = now()
        review.save()
        add_up(review, less=before)
        event = ReviewEdited(
            review_id=review.id,
            order_id=review.order_id,
            store_id=review.store_id,
            previous_stars=before.stars,
            stars=review.stars,
            is_hidden=review.state == ReviewState.HIDDEN,
        )
        publish(event, subject=review.id)
    return review


def lock_own(invitation: Invitation) -> Review:
    """The review of the invitation's order, locked. NotFound without one, EditingEnded after a week."""
    review = Review.objects.select_for_update().filter(order_id=invitation.order_id).first()
    if review is None:
        raise NotFound("There is no review yet.")
    if not may_edit(review.posted_at, now()):
        raise EditingEnded
    return review


def _say(review: Review, invitation: Invitation, said: Said) -> None:
    """Takes what was said into the review, and holds it back for whatever the filter finds."""
    review.stars, review.tags = said.order.stars, list(said.order.tags)
    review.products = {code: asdict(rated) for code, rated in said.products.items()}
    review.courier_id = invitation.courier_id if said.courier else None
    review.courier_stars = said.courier.stars if said.courier else None
    review.courier_tags = list(said.courier.tags) if said.courier else []
    review.text = cleaned(said.text)
    found = {reason.value for reason in text_filter().judge(said.text)}
    hold(review, found | _BY_PERSONS.intersection(review.held_for))


def hold(review: Review, reasons: Iterable[str]) -> None:
    """Holds a review for exactly these reasons; a hidden one stays hidden."""
    review.held_for = sorted(reasons)
    if review.state != ReviewState.HIDDEN:
        review.state = ReviewState.HELD if review.held_for else ReviewState.SHOWN


def _refuse_strangers(invitation: Invitation, said: Said) -> None:
    if wrong := list(_strangers(invitation, said)):
        raise Invalid(errors=wrong)


def _strangers(invitation: Invitation, said: Said) -> Iterator[FieldError]:
    """What is rated and was no part of the order."""
    for code in said.products:
        if code not in invitation.products:
            yield FieldError(f"products.{code}", "This was not in the order.", "not_ordered")
    if said.courier and invitation.courier_id is None:
        yield FieldError("courier", "Nobody brought this order.", "no_courier")
