"""Erasing the author of reviews: the stars stay, which identify nobody."""

from apps.orders.contract.events import OrdersForgotten
from apps.reviews.models import Review
from apps.reviews.use_cases.photos import drop_complaint_photos, drop_photo
from apps.users.contract.commands import ConfirmForgotten
from dominos.kernel.forgetting import forget
from dominos.kernel.unit_of_work import send, unit_of_work

NAMELESS = (ConfirmForgotten.type,)


def forget_author(event: OrdersForgotten) -> None:
    """Detaches these people from their reviews, and reports completion when no work is left."""
    with unit_of_work("reviews"):
        for review in Review.objects.filter(customer_id__in=event.person_ids):
            drop_photo(review)
        drop_complaint_photos(event.person_ids)
        if forget("reviews", event.person_ids, event.order_ids, except_types=NAMELESS) and event.is_all:
            send(ConfirmForgotten(user_id=event.user_id, app="reviews"), subject=event.user_id)
