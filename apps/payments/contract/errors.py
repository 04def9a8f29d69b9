"""Errors of the payments app."""

from dominos.kernel.errors import Conflict, DomainError, NotFound, Unavailable


class CardDeclined(DomainError):
    """The customer's bank or the card network declined; `decline_code` says why as far as the customer may know."""

    code, title, status = "card-declined", "The card was declined.", 402
    remedy = "Nothing was charged. Show `title` and offer another card, or cash."
    extra = {"decline_code": str}


class TooManyDeclines(Conflict):
    """Too many cards were declined, for this order, this caller, or this card too often; it was not tried again.

    `scope` is `order`, `customer`, `client` or `card`; except for an order, one may retry after
    `wait_seconds`.
    """

    code, title = "too-many-declines", "Too many cards were declined."
    remedy = "Offer cash, or another card after `wait_seconds`."
    extra = {"scope": str, "wait_seconds": int}


class AmountNotChargeable(DomainError):
    """The card gateway does not accept the amount, with any card; cash is accepted.

    `reason` is `amount_too_small`, `amount_too_large` or `amount_step` (not a multiple of what cards can be
    charged).
    """

    code, title = "amount-not-chargeable", "This amount cannot be paid by card."
    extra = {"reason": str}


class CardGatewayDown(Unavailable):
    """The card gateway does not answer; `reason` says how. Nothing was charged, and cash is accepted.

    `reason` is `no_answer`, `rate_limited`, `refuses_us` (our key), `error` or `circuit_open` (it failed just
    now).
    """

    code, title = "card-gateway-down", "Card payments are down at the moment."
    remedy = "Offer cash, or send the request again later under the same `Idempotency-Key`."
    extra = {"reason": str}


class CardNotReady(Conflict):
    """The saved card waits for the customer's action, or the action failed."""

    code, title = "card-not-ready", "This card cannot be used yet."


class NoSuchCredit(NotFound):
    """No gift card or store credit has this code, or its pass has expired."""

    code, title = "no-such-credit", "There is no gift card with this code."


class CreditTooLow(DomainError):
    """The gift card or store credit does not cover the order; `balance` is what it has, in minor units."""

    code, title, status = "credit-too-low", "The gift card does not cover the order.", 402
    extra = {"balance": int, "currency": str}


class CreditElsewhere(DomainError):
    """The gift card or store credit is in another `currency` than the order."""

    code, title = "credit-of-other-currency", "This gift card is of another currency."
    extra = {"currency": str}


class NotPayable(Conflict):
    """The order cannot be paid in its state."""

    code, title = "order-not-payable", "This order cannot be paid."


class AlreadyPaid(Conflict):
    """The order is already paid; nothing was charged again."""

    code, title = "already-paid", "This order is paid already."
    remedy = "Show the order; it needs no payment."


class PaymentInProgress(Conflict):
    """Another attempt to pay for this waits for the gateway's answer."""

    code, title = "payment-in-progress", "A payment for this is under way."
    remedy = "Look at it until that payment has ended; do not begin another one."


class NoTipTaken(Conflict):
    """No tip is taken for the order: `reason` is `not_delivered`, `no_courier` (none of ours) or `too_late`."""

    code, title = "no-tip-taken", "No tip can be given for this order."
    extra = {"reason": str}


class NothingToCount(Conflict):
    """The courier carries no cash."""

    code, title = "nothing-to-count", "There is no cash to count."


class SecondPersonNeeded(Conflict):
    """A refund must not be approved by its requester or recipient, nor an explanation confirmed by its author."""

    code, title = "second-person-needed", "A second person has to decide about this."


class NotExplained(Conflict):
    """The difference is not explained yet."""

    code, title = "not-explained", "This difference has to be explained first."


class AlreadyDecided(Conflict):
    """The refund does not wait for a decision; `status_now` is its state."""

    code, title = "already-decided", "This refund does not wait for a decision."
    extra = {"status_now": str}


class RefundNotFailed(Conflict):
    """The refund did not fail, so it is not retried; `status_now` is its state."""

    code, title = "refund-not-failed", "This refund did not fail."
    extra = {"status_now": str}


class CountSettled(Conflict):
    """The close-out is settled; it cannot be changed any more."""

    code, title = "count-settled", "This close-out is settled already."


class CashReturned(Conflict):
    """The cash was already returned to the customer."""

    code, title = "cash-returned", "This cash was returned already."


class PayoutDiffers(Conflict):
    """A different payout of `amount`, in minor units of `currency`, has this reference; negative if it went back."""

    code, title = "payout-differs", "Another payout was booked by this reference."
    extra = {"amount": int, "currency": str}


class CashLimitExceeded(DomainError):
    """The amount exceeds the store's cash limit; `limit` in minor units."""

    code, title = "cash-limit-exceeded", "This amount cannot be paid in cash."
    extra = {"limit": int, "currency": str}


class PhoneNotProved(DomainError):
    """Guests who pay in cash must verify the order's telephone (`POST /auth/phone-code`).

    `phone` is the number to verify: the order's, with its store's country code if it was typed without one.
    """

    code, status = "phone-not-proved", 403
    remedy = (
        "`POST /api/v1/auth/phone-code` sends a code, `/auth/phone-proof` takes it; then send "
        "the request again."
    )
    title = "Confirm your telephone by a code first, or pay by card."
    extra = {"phone": str}
