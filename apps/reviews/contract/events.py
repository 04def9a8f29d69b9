"""What happens to reviews."""

from uuid import UUID

from dominos.kernel.messaging.messages import Event, message


@message("reviews.review_posted")
class ReviewPosted(Event):
    """A customer rated a completed order with 1 to 5 stars."""

    review_id: UUID
    order_id: UUID
    store_id: UUID
    stars: int
