"""Refusals of the reviews app."""

from dominos.kernel.errors import Conflict


class NotReviewable(Conflict):
    """The order is not completed, so there is nothing to review yet."""

    code, title = "not-reviewable", "This order cannot be reviewed yet."


class AlreadyReviewed(Conflict):
    """An order is reviewed once."""

    code, title = "already-reviewed", "This order has been reviewed."
