"""Errors of the reviews app."""

from dominos.kernel.errors import Conflict, Forbidden


class NotReviewable(Conflict):
    """The order is not completed, so it cannot be reviewed yet."""

    code, title = "not-reviewable", "This order cannot be reviewed yet."


class AlreadyReviewed(Conflict):
    """The order already has a review."""

    code, title = "already-reviewed", "This order has been reviewed."


class EditingEnded(Conflict):
    """A review can be changed for a week only."""

    code, title = "editing-ended", "This review cannot be changed any more."


class SignInToReview(Forbidden):
    """The order belongs to an account; its tracking link may be in other hands, so the customer has to sign in."""

    code, title = "sign-in-to-review", "Sign in with the account you ordered with."


class NotForThisReview(Conflict):
    """The action is not possible in the review's state, or not for the caller's role."""

    code, title = "not-for-this-review", "This cannot be done with the review now."


class AlreadyComplained(Conflict):
    """The order already has a complaint."""

    code, title = "already-complained", "You have told us about this order."


class NotForThisComplaint(Conflict):
    """The complaint is already decided, or is the caller's own."""

    code, title = "not-for-this-complaint", "This complaint is not to be decided."
