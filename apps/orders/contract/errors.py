"""Refusals of the orders app."""

from datetime import datetime
from uuid import UUID

from dominos.kernel.errors import Conflict, DomainError, Forbidden


class QuoteExpired(Conflict):
    """The quote is older than its ten minutes, or the store stopped taking orders: price the basket again."""

    code, title = "quote-expired", "This quote has expired; price the basket again."
    remedy = "`POST /api/v1/orders/price` with the same basket, then place the new quote."
    extra = {"expired_at": datetime}


class NoPrinter(Conflict):
    """No printer of the store prints this."""

    code, title = "no-printer", "No printer of the store prints this: print the PDF."


class QuoteUsed(Conflict):
    """The quote was placed before; `order_id` names the order."""

    code, title = "quote-used", "This quote has been ordered already."
    remedy = "Do not place it again: `GET /api/v1/orders/{order_id}` is the order."
    extra = {"order_id": UUID}


class QuoteChanged(Conflict):
    """What was quoted does not hold any more.

    `was` and `now` are the totals in minor units, `amounts` `{name: {was, now}}` of those that differ, `lines` those
    that differ (`now` is null for one that is gone, `corrections` say why), `deals` what is lost and gained, `promise`
    the windows if the new one is later. `quote_id` names a fresh quote to accept, null where `reason` forbids one.
    """

    code, title = "quote-changed", "What was quoted has changed; look at it again."
    remedy = "Show what became of each line and the new total, then place the new quote that the answer has."


class DealExhausted(Conflict):
    """The last use of a deal is gone; `deals` are the codes."""

    code, title = "deal-exhausted", "This deal is used up."
    extra = {"deals": list[str]}


class GroupClosed(Conflict):
    """The host has closed the group order, or its time is over."""

    code, title = "group-closed", "This group order takes nothing more."


class GroupFull(Conflict):
    """There would be too many lines or people (`of`) in the group order."""

    code, title = "group-full", "Not so much fits into this group order."
    extra = {"of": str}


class TooManyGroups(Conflict):
    """The host already has the maximum number of open group orders."""

    code, title = "too-many-groups", "Close one of your open group orders first."


class TooManyFavourites(Conflict):
    """The customer already keeps the maximum number of baskets."""

    code, title = "too-many-favourites", "Remove one of your favourites first."


class TooManyOpenOrders(Conflict):
    """So many orders of this customer, telephone, e-mail or network address (`of`) are open and unpaid already."""

    code, title = "too-many-open-orders", "Pay or cancel your open orders first."
    remedy = "Lead the customer to their open orders, to pay or cancel one."
    extra = {"of": str}


class TooManyAttempts(Conflict):
    """Too many wrong codes were tried on this order; a manager has to confirm its collection."""

    code, title = "too-many-attempts", "Too many wrong codes; wait a while or ask a manager."


class SlotFull(Conflict):
    """The slot that begins at `starts_at` takes no more orders."""

    code, title = "slot-full", "This time is booked out."
    remedy = "Offer the times that `GET /api/v1/stores/{id}/slots` has now."
    extra = {"starts_at": datetime}


class BelowMinimum(DomainError):
    """The food costs less than the zone's minimum; `minimum` and `missing` in minor units."""

    code, title = "below-minimum", "The order is below the minimum for this address."
    remedy = "Say how much is `missing`; when the customer has added to the basket, price it again."
    extra = {"minimum": int, "missing": int, "currency": str}


class OtherStore(DomainError):
    """Another store delivers to this address; `store_id` names it."""

    code, title = "other-store", "Another store serves this address."
    remedy = "Show the menu of `store_id` and price the basket there."
    extra = {"store_id": UUID}


class IllegalTransition(Conflict):
    """The order's state does not allow this; `order_status` and `allowed_actions` say what it does."""

    code, title = "illegal-transition", "The order cannot do this now."
    remedy = "Show `order_status` and offer `allowed_actions` only."
    extra = {"order_status": str, "allowed_actions": list[str]}


class ActionForbidden(Forbidden):
    """The caller's role may never do this; `allowed_actions` lists what they may do now."""

    code, title = "action-forbidden", "You may not do this to an order."
    remedy = "Offer `allowed_actions` only."
    extra = {"order_status": str, "allowed_actions": list[str]}


class QuoteRequired(DomainError):
    """A change of an order needs the quote of the changed basket; `POST /orders/{id}/revisions` makes it."""

    code, title, status = "quote-required", "Price the change first.", 400


class NotRevisable(Conflict):
    """This order cannot be changed in this way."""

    code, title = "not-revisable", "The order cannot be changed."
    extra = {"limit": int}


class NothingOffered(Conflict):
    """Whoever holds the link may decide about the order only while its store cannot make it or does not answer."""

    code, title = "nothing-offered", "Nothing is wrong with this order; its customer may change it."


class TooLateToCorrect(Conflict):
    """What was to be corrected is made or handed over already; `fields` names it."""

    code, title = "too-late-to-correct", "It is too late to correct this."
    extra = {"fields": list[str], "order_status": str}


class NotCollected(Conflict):
    """The customer does not collect this order, or not any more."""

    code, title = "not-collected", "Nobody waits for this order at the store."
    extra = {"order_status": str}


class WrongCode(DomainError):
    """The collection code does not belong to the order."""

    code, title = "wrong-code", "This is not the order's collection code."


class ReasonRequired(DomainError):
    """This decision needs a reason."""

    code, title, status = "reason-required", "Say why.", 400


class NothingToRefund(Conflict):
    """The order was not paid, or the refund matrix gives nothing back for this fault; a manager may grant the food."""

    code, title = "nothing-to-refund", "There is nothing to give back."


class LineRefunded(Conflict):
    """Line `number` has less left than that; `refunded` of its `quantity` were refunded before."""

    code, title = "line-refunded", "This line came back already."
    extra = {"number": int, "refunded": int, "quantity": int}


class RefundTooLarge(Conflict):
    """Together the refunds would exceed what was captured; `available` and `wanted` in minor units."""

    code, title = "refund-too-large", "This is more than the customer paid."
    extra = {"available": int, "wanted": int, "currency": str}


class RefundKeyReused(DomainError):
    """The key was used before, for another refund of this order."""

    code, title, status = "refund-key-reused", "This key was used for another refund.", 422
