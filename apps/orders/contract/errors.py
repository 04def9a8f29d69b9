"""Errors of the orders app."""

from datetime import datetime
from uuid import UUID

from dominos.kernel.errors import Conflict, DomainError, Forbidden


class QuoteExpired(Conflict):
    """The quote has expired (after ten minutes), or the store stopped taking orders: price the basket again."""

    code, title = "quote-expired", "This quote has expired; price the basket again."
    remedy = "`POST /api/v1/orders/price` with the same basket, then place the new quote."
    extra = {"expired_at": datetime}


class NoPrinter(Conflict):
    """No printer of the store prints this kind of slip."""

    code, title = "no-printer", "No printer of the store prints this: print the PDF."


class QuoteUsed(Conflict):
    """The quote was already placed; `order_id` is the order."""

    code, title = "quote-used", "This quote has been ordered already."
    remedy = "Do not place it again: `GET /api/v1/orders/{order_id}` is the order."
    extra = {"order_id": UUID}


class QuoteChanged(Conflict):
    """The quote is no longer valid.

    `was` and `now` are the totals in minor units, `amounts` `{name: {was, now}}` of those that differ,
    `lines` those that differ (`now` is null for a removed one, `corrections` say why), `deals` the lost and
    gained ones, `promise` the windows if the new one is later. `quote_id` is a new quote to accept, null if
    `reason` forbids one.
    """

    code, title = "quote-changed", "What was quoted has changed; look at it again."
    remedy = "Show what became of each line and the new total, then place the new quote that the answer has."


class DealExhausted(Conflict):
    """The deal's uses are exhausted; `deals` are the codes."""

    code, title = "deal-exhausted", "This deal is used up."
    extra = {"deals": list[str]}


class GroupClosed(Conflict):
    """The host closed the group order, or its deadline has passed."""

    code, title = "group-closed", "This group order takes nothing more."


class GroupFull(Conflict):
    """The group order would exceed its maximal number of lines or people (`of`)."""

    code, title = "group-full", "Not so much fits into this group order."
    extra = {"of": str}


class TooManyGroups(Conflict):
    """The host already has the maximum number of open group orders."""

    code, title = "too-many-groups", "Close one of your open group orders first."


class NothingToSplit(Conflict):
    """Only one person has anything to pay of the order."""

    code, title = "nothing-to-split", "Nobody else has a part of this order."
    remedy = "Pay the order as any other."


class TooManyFavourites(Conflict):
    """The customer already has the maximum number of saved baskets."""

    code, title = "too-many-favourites", "Remove one of your favourites first."


class TooManyOpenOrders(Conflict):
    """Too many orders of this customer, telephone, e-mail or network address (`of`) are open and unpaid."""

    code, title = "too-many-open-orders", "Pay or cancel your open orders first."
    remedy = "Lead the customer to their open orders, to pay or cancel one."
    extra = {"of": str}


class TooManyAttempts(Conflict):
    """Too many wrong codes were entered for this order; a manager has to confirm its collection."""

    code, title = "too-many-attempts", "Too many wrong codes; wait a while or ask a manager."


class SlotFull(Conflict):
    """The slot that begins at `starts_at` is full."""

    code, title = "slot-full", "This time is booked out."
    remedy = "Offer the times that `GET /api/v1/stores/{id}/slots` has now."
    extra = {"starts_at": datetime}


class NoRoomForMore(SlotFull):
    """The quarter that begins at `starts_at` has no room for what a change adds; the order stays as it was."""

    code, title = (
        "no-room-for-more",
        "The kitchen has no room for that much more by then; nothing was changed.",
    )
    remedy = "Offer to change it with fewer pizzas; the order goes on as it was."


class BelowMinimum(DomainError):
    """The food costs less than the zone's minimum; `minimum` and `missing` in minor units."""

    code, title = "below-minimum", "The order is below the minimum for this address."
    remedy = "Say how much is `missing`; when the customer has added to the basket, price it again."
    extra = {"minimum": int, "missing": int, "currency": str}


class OtherStore(DomainError):
    """Another store delivers to this address; `store_id` is its id."""

    code, title = "other-store", "Another store serves this address."
    remedy = "Show the menu of `store_id` and price the basket there."
    extra = {"store_id": UUID}


class IllegalTransition(Conflict):
    """The order's state does not allow the action; `order_status` and `allowed_actions` say what it allows."""

    code, title = "illegal-transition", "The order cannot do this now."
    remedy = "Show `order_status` and offer `allowed_actions` only."
    extra = {"order_status": str, "allowed_actions": list[str]}


class ActionForbidden(Forbidden):
    """The caller's role may never do this; `allowed_actions` lists what they may do now."""

    code, title = "action-forbidden", "You may not do this to an order."
    remedy = "Offer `allowed_actions` only."
    extra = {"order_status": str, "allowed_actions": list[str]}


class QuoteRequired(DomainError):
    """A revision needs the quote of the changed basket; `POST /orders/{id}/revisions` creates it."""

    code, title, status = "quote-required", "Price the change first.", 400


class NotRevisable(Conflict):
    """This order cannot be changed in this way."""

    code, title = "not-revisable", "The order cannot be changed."
    extra = {"limit": int}


class OrderChanged(Conflict):
    """The order was changed after this change of it was priced; the members are what it is now."""

    code, title = "order-changed", "The order was changed meanwhile: look at it again."
    remedy = "Show the order as it is now, `GET /api/v1/orders/{order_id}`, and price the change again."
    extra = {
        "order_id": UUID,
        "order_status": str,
        "service": str,
        "total": int,
        "currency": str,
        "promised_from": datetime,
        "promised_to": datetime,
    }


class NothingOffered(Conflict):
    """The holder of the link may decide about the order only while its store cannot make it or does not answer."""

    code, title = "nothing-offered", "Nothing is wrong with this order; its customer may change it."


class TooLateToCorrect(Conflict):
    """What was to be corrected was already made or handed over; `fields` names it."""

    code, title = "too-late-to-correct", "It is too late to correct this."
    extra = {"fields": list[str], "order_status": str}


class NotCollected(Conflict):
    """The customer does not collect this order, or has already."""

    code, title = "not-collected", "Nobody waits for this order at the store."
    extra = {"order_status": str}


class WrongCode(DomainError):
    """The collection code does not belong to the order."""

    code, title = "wrong-code", "This is not the order's collection code."


class ReasonRequired(DomainError):
    """This decision needs a reason."""

    code, title, status = "reason-required", "Say why.", 400


class NothingToRefund(Conflict):
    """The order was not paid, or the refund matrix refunds nothing for this fault; a manager may grant the food."""

    code, title = "nothing-to-refund", "There is nothing to give back."


class LineRefunded(Conflict):
    """Fewer pieces of line `number` are left; `refunded` of its `quantity` were refunded before."""

    code, title = "line-refunded", "This line came back already."
    extra = {"number": int, "refunded": int, "quantity": int}


class RefundTooLarge(Conflict):
    """The refunds would exceed what was captured; `available` and `wanted` in minor units."""

    code, title = "refund-too-large", "This is more than the customer paid."
    extra = {"available": int, "wanted": int, "currency": str}


class RefundKeyReused(DomainError):
    """The key was already used for another refund of this order."""

    code, title, status = "refund-key-reused", "This key was used for another refund.", 422
