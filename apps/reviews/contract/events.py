"""What happens to reviews. The subject is the review."""

from uuid import UUID

from dominos.kernel.messaging.messages import Event, message


@message("reviews.review_posted")
class ReviewPosted(Event):
    """A customer rated a completed order with 1 to 5 stars."""

    review_id: UUID
    order_id: UUID
    store_id: UUID
    stars: int


@message("reviews.review_edited")
class ReviewEdited(Event):
    """The customer changed the review: `stars` for the order instead of `previous_stars`, or something else of it."""

    review_id: UUID
    order_id: UUID
    store_id: UUID
    previous_stars: int
    stars: int
    is_hidden: bool


@message("reviews.review_moderated")
class ReviewModerated(Event):
    """A person let a review be seen (`show`), hid it (`hide`) or had it looked at (`report`), and why.

    A hidden review counts for nothing until it is shown again.
    """

    review_id: UUID
    order_id: UUID
    store_id: UUID
    action: str
    reason: str
    stars: int
    is_hidden: bool


@message("reviews.review_replied")
class ReviewReplied(Event):
    """The store answered a customer's review. `customer_id` is None where that person is gone."""

    review_id: UUID
    order_id: UUID
    store_id: UUID
    customer_id: UUID | None
