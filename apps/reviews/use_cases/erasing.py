"""What becomes of the reviews of a person who is erased."""

from uuid import UUID

from apps.reviews.models import Invitation, Review
from apps.reviews.use_cases.photos import drop_photo
from dominos.kernel.unit_of_work import unit_of_work


def erase_person(user_id: UUID) -> None:
    """Leaves of a person's reviews the stars, which name nobody: no words, photo, answer or author."""
    with unit_of_work("reviews"):
        for review in Review.objects.select_for_update().filter(customer_id=user_id).order_by("pk"):
            drop_photo(review)
            review.customer_id, review.text, review.reply = None, "", ""
            review.save(update_fields=["customer_id", "text", "reply"])
        Invitation.objects.filter(customer_id=user_id).delete()
