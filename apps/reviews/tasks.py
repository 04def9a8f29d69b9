"""Periodic tasks of reviews."""

from celery import shared_task

from apps.reviews.use_cases.photos import delete_old_photos
from dominos.kernel.timers.timers import timer

PURGE = "reviews.purge"


@shared_task(name=PURGE, ignore_result=True)
def purge() -> None:
    """Deletes the photos whose retention has ended."""
    delete_old_photos()


SCHEDULE = {"reviews-purge": timer("reviews", PURGE, every=3600)}
