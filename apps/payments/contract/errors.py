"""Refusals of the payments app."""

from dominos.kernel.errors import Conflict, DomainError


class CardDeclined(DomainError):
    """The customer's bank or the card scheme said no; `decline_code` says why as far as the customer may know."""

    code, title, status = "card-declined", "The card was declined.", 402


class CardNotReady(Conflict):
    """The saved card waits for the customer's action, or the action failed."""

    code, title = "card-not-ready", "This card cannot be used yet."


class NotPayable(Conflict):
    """The order takes no payment in its state."""

    code, title = "order-not-payable", "This order cannot be paid."


class AlreadyPaid(Conflict):
    """The order has a payment already; nothing was charged again."""

    code, title = "already-paid", "This order is paid already."


class PaymentInProgress(Conflict):
    """Another attempt to pay this order waits for the gateway's answer."""

    code, title = "payment-in-progress", "A payment of this order is under way."


class NothingToCount(Conflict):
    """The courier carries no cash."""

    code, title = "nothing-to-count", "There is no cash to count."


class SecondPersonNeeded(Conflict):
    """Who asked for a refund does not approve it, who explained a difference of cash does not confirm it."""

    code, title = "second-person-needed", "Somebody else has to decide about this."


class NotExplained(Conflict):
    """Nobody has explained the difference yet."""

    code, title = "not-explained", "This difference has to be explained first."


class AlreadyDecided(Conflict):
    """The refund waits for nobody; `status_now` is where it stands."""

    code, title = "already-decided", "This refund does not wait for a decision."


class RefundNotFailed(Conflict):
    """The refund did not come back, so it is not repeated; `status_now` is where it stands."""

    code, title = "refund-not-failed", "This refund did not come back."


class CountSettled(Conflict):
    """The close-out is settled; it is not changed any more."""

    code, title = "count-settled", "This close-out is settled already."


class CashReturned(Conflict):
    """Somebody gave the cash back to its customer already."""

    code, title = "cash-returned", "This cash was given back already."


class CashLimitExceeded(DomainError):
    """The store's couriers do not take that much cash; `limit` in minor units."""

    code, title = "cash-limit-exceeded", "This amount cannot be paid in cash."
