"""Events of the reviews app. The subject is the review."""

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
    """The customer changed the review; `previous_stars` were the order's stars before and may be the same."""

    review_id: UUID
    order_id: UUID
    store_id: UUID
    previous_stars: int
    stars: int
    is_hidden: bool


@message("reviews.review_moderated")
class ReviewModerated(Event):
    """A person approved a review (`show`), hid it (`hide`) or sent it to moderation (`report`), with the reason.

    A hidden review does not count until it is shown again.
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
    """The store answered a customer's review. `customer_id` is None if that person was erased."""

    review_id: UUID
    order_id: UUID
    store_id: UUID
    customer_id: UUID | None
