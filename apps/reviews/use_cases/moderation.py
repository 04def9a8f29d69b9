"""Moderation: approving, hiding with a reason, reporting and answering reviews."""

from copy import copy
from uuid import UUID

from apps.reviews.contract.errors import NotForThisReview
from apps.reviews.contract.events import ReviewModerated, ReviewReplied
from apps.reviews.domain.moderation import RULES, Action, HeldFor, ReviewState
from apps.reviews.domain.texts import cleaned
from apps.reviews.models import Moderation, Review
from apps.reviews.use_cases.weekly_sums import add_up
from dominos.kernel.auth import Principal, Role
from dominos.kernel.clock import now
from dominos.kernel.errors import NotFound
from dominos.kernel.unit_of_work import publish, unit_of_work


def moderate(review_id: UUID, action: Action, by: Principal, *, reason: str = "") -> Review:
    """Shows, hides or reports a review; ratings are updated in the same transaction.

    Raises NotFound for a review of a foreign store, NotForThisReview where the rules do not allow the step to
    the caller.
    """
    with unit_of_work("reviews"):
        review = _locked(review_id, by)
        before, to = copy(review), _step(review, action, by)
        if to is not None:
            review.state = to
        if action is not Action.HIDE:
            review.held_for = [HeldFor.REPORTED.value] if action is Action.REPORT else []
        review.save(update_fields=["state", "held_for"])
        add_up(review, less=before)
        _note(review, action, by, reason)
        event = ReviewModerated(
            review_id=review.id,
            order_id=review.order_id,
            store_id=review.store_id,
            action=action.value,
            reason=reason,
            stars=review.stars,
            is_hidden=review.state == ReviewState.HIDDEN,
        )
        publish(event, subject=review.id)
    return review


def reply(review_id: UUID, text: str, by: Principal) -> Review:
    """Saves the store's answer; an empty one removes it. NotFound, NotForThisReview."""
    with unit_of_work("reviews"):
        review = _locked(review_id, by)
        _step(review, Action.REPLY, by)
        review.reply = cleaned(text)
        review.replied_at, review.replied_by = (now(), by.id) if review.reply else (None, None)
        review.save(update_fields=["reply", "replied_at", "replied_by"])
        _note(review, Action.REPLY, by, "")
        if review.reply:
            event = ReviewReplied(
                review_id=review.id,
                order_id=review.order_id,
                store_id=review.store_id,
                customer_id=review.customer_id,
            )
            publish(event, subject=review.id)
    return review


def _locked(review_id: UUID, by: Principal) -> Review:
    review = Review.objects.select_for_update().filter(id=review_id).first()
    if review is None or not (by.is_any(Role.SUPPORT, Role.ADMIN) or by.manages(review.store_id)):
        raise NotFound("There is no such review.")
    return review


def _step(review: Review, action: Action, by: Principal) -> ReviewState | None:
    to, roles = RULES.get((action, ReviewState(review.state)), (None, frozenset()))
    if not by.is_any(*roles) or not roles:
        raise NotForThisReview
    return to


def _note(review: Review, action: Action, by: Principal, reason: str) -> None:
    Moderation.objects.create(review=review, action=action.value, reason=reason, by=by.user_id)
