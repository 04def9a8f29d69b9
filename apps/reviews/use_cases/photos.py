"""Customers' photos of what they review."""

from functools import partial

from django.db import transaction

from apps.reviews.domain.moderation import PHOTO_KEPT, HeldFor
from apps.reviews.models import Invitation, Review, ReviewPhoto
from apps.reviews.use_cases.reviewing import hold, lock_own
from dominos.kernel import photos
from dominos.kernel.clock import now
from dominos.kernel.unit_of_work import unit_of_work

BATCH = 1_000


def put_photo(invitation: Invitation, data: bytes) -> Review:
    """Adds the photo to one's review, which then waits for a person to see it; another one takes its place.

    NotFound without a review, EditingEnded, NotAPhoto.
    """
    photo = photos.cleaned(data)
    name = photos.keep(f"reviews/{invitation.order_id}", photo)
    try:
        with unit_of_work("reviews"):
            review = lock_own(invitation)
            drop_photo(review)
            ReviewPhoto.objects.create(review=review, name=name, width=photo.width, height=photo.height)
            hold(review, {*review.held_for, HeldFor.PHOTO.value})
            review.save(update_fields=["state", "held_for"])
    except BaseException:
        photos.discard(name)
        raise
    return review


def remove_photo(invitation: Invitation) -> Review:
    """Takes the photo out of one's review. NotFound without a review, EditingEnded."""
    with unit_of_work("reviews"):
        review = lock_own(invitation)
        drop_photo(review)
        hold(review, set(review.held_for) - {HeldFor.PHOTO.value})
        review.save(update_fields=["state", "held_for"])
    return review


def drop_photo(review: Review) -> None:
    """Deletes the photo of a review, its file once that is certain; inside a unit of work."""
    for name in ReviewPhoto.objects.filter(review=review).values_list("name", flat=True):
        transaction.on_commit(partial(photos.discard, name), robust=True)
    ReviewPhoto.objects.filter(review=review).delete()


def delete_old_photos() -> int:
    """Deletes the photos whose retention has ended; returns how many."""
    old = ReviewPhoto.objects.filter(taken_at__lt=now() - PHOTO_KEPT)
    names = dict(old.values_list("pk", "name")[:BATCH])
    for name in names.values():
        photos.discard(name)
    with unit_of_work("reviews"):
        ReviewPhoto.objects.filter(pk__in=names).delete()
    return len(names)
