"""Refusals of the reviews app."""

from dominos.kernel.errors import Conflict, Forbidden


class NotReviewable(Conflict):
    """The order is not completed, so there is nothing to review yet."""

    code, title = "not-reviewable", "This order cannot be reviewed yet."


class AlreadyReviewed(Conflict):
    """An order is reviewed once."""

    code, title = "already-reviewed", "This order has been reviewed."


class EditingEnded(Conflict):
    """A review can be changed for a week."""

    code, title = "editing-ended", "This review cannot be changed any more."


class SignInToReview(Forbidden):
    """The order is that of an account: its link may be in anybody's hands, and a review is its customer's own."""

    code, title = "sign-in-to-review", "Sign in with the account you ordered with."


class NotForThisReview(Conflict):
    """What is wanted does not go with what the review is now, or is not for the caller to do."""

    code, title = "not-for-this-review", "This cannot be done with the review now."


class AlreadyComplained(Conflict):
    """An order has one complaint."""

    code, title = "already-complained", "You have told us about this order."


class NotForThisComplaint(Conflict):
    """The complaint is decided already, or one's own."""

    code, title = "not-for-this-complaint", "This complaint is not to be decided."
