"""Customers' photos of what they review."""

from collections.abc import Collection
from functools import partial
from uuid import UUID

from django.db import transaction

from apps.reviews.domain.moderation import PHOTO_KEPT, HeldFor
from apps.reviews.models import ComplaintPhoto, Invitation, Review, ReviewPhoto
from apps.reviews.use_cases.review_commands import hold, lock_own
from dominos.kernel import photos
from dominos.kernel.clock import now
from dominos.kernel.unit_of_work import unit_of_work

BATCH = 1_000


def put_photo(invitation: Invitation, data: bytes) -> Review:
    """Adds or replaces the photo of one's review, which then waits for a person's approval.

    Raises NotFound without a review, EditingEnded, NotAPhoto.
    """
    photo = photos.cleaned(data)
    with photos.kept(f"reviews/{invitation.order_id}", photo) as name, unit_of_work("reviews"):
        review = lock_own(invitation)
        drop_photo(review)
        ReviewPhoto.objects.create(review=review, name=name, width=photo.width, height=photo.height)
        hold(review, {*review.held_for, HeldFor.PHOTO.value})
        review.save(update_fields=["state", "held_for"])
    return review


def remove_photo(invitation: Invitation) -> Review:
    """Removes the photo from one's review. NotFound without a review, EditingEnded."""
    with unit_of_work("reviews"):
        review = lock_own(invitation)
        drop_photo(review)
        hold(review, set(review.held_for) - {HeldFor.PHOTO.value})
        review.save(update_fields=["state", "held_for"])
    return review


def drop_photo(review: Review) -> None:
    """Deletes the photo of a review, and its file after the commit; called within a unit of work."""
    for name in ReviewPhoto.objects.filter(review=review).values_list("name", flat=True):
        transaction.on_commit(partial(photos.discard, name), robust=True)
    ReviewPhoto.objects.filter(review=review).delete()


def delete_old_photos() -> int:
    """Deletes the photos whose retention has ended; returns their number."""
    return sum(_delete_old(model) for model in (ReviewPhoto, ComplaintPhoto))


def _delete_old(model: type[ReviewPhoto] | type[ComplaintPhoto]) -> int:
    old = model._default_manager.filter(taken_at__lt=now() - PHOTO_KEPT)
    names = dict(old.values_list("pk", "name")[:BATCH])
    for name in names.values():
        photos.discard(name)
    with unit_of_work("reviews"):
        model._default_manager.filter(pk__in=names).delete()
    return len(names)


def drop_complaint_photos(person_ids: Collection[UUID]) -> None:
    """Deletes the photos of these people's complaints, and their files after the commit; called within a unit
    of work.
    """
    theirs = ComplaintPhoto.objects.filter(complaint__customer_id__in=person_ids)
    for name in theirs.values_list("name", flat=True):
        transaction.on_commit(partial(photos.discard, name), robust=True)
    theirs.delete()
