"""Errors of the delivery app."""

from datetime import datetime

from dominos.kernel.errors import Conflict, DomainError


class IllegalAction(Conflict):
    """Not possible in this state: `status_now` is the state, `allowed` lists what is possible in it."""

    code, title = "illegal-delivery-action", "This is not possible in the present state."
    extra = {"status_now": str, "allowed": list[str]}


class OfferClosed(Conflict):
    """The offer was answered, withdrawn or has expired; `offer_status` says which."""

    code, title = "offer-closed", "This offer is no longer open."
    extra = {"offer_status": str}


class NotReleased(DomainError):
    """The food is not ready."""

    code, title = "not-released", "The food is not ready for pick-up."


class NotAtStore(DomainError):
    """The courier's last position is away from the store, unknown or too old."""

    code, title = "not-at-store", "Pick-up happens at the store."


class WrongPin(DomainError):
    """`tries_left` more tries."""

    code, title = "wrong-pin", "This is not the customer's PIN."
    extra = {"tries_left": int}


class PinLocked(DomainError):
    """Too many wrong PINs: support can unlock it."""

    code, title = "pin-locked", "Too many wrong PINs. Call support."
    extra = {"tries_left": int}


class PinMissing(DomainError):
    """The hand-over needs the customer's PIN; leaving it out does not count as a try."""

    code, title = "pin-missing", "Ask the customer for the PIN."


class PinNotAsked(DomainError):
    """A contactless delivery is left at the door, without a PIN."""

    code, title = "pin-not-asked", "A contactless delivery has no PIN."


class PhotoMissing(DomainError):
    """A contactless delivery needs a photo, which has to be uploaded first."""

    code, title = "photo-missing", "Take a photo of the food at the door first."


class PhotoNotAsked(DomainError):
    """Only contactless deliveries are photographed; all others are proved by the PIN."""

    code, title = "photo-not-asked", "This delivery is proved by the PIN."


class DocumentsNotValid(DomainError):
    """`documents` lists what prevents the shift: missing, not_verified or expired."""

    code, title = "documents-not-valid", "Documents are missing or have expired."
    extra = {"documents": dict[str, str]}


class TooEarlyToFail(DomainError):
    """More contact attempts, or more waiting, before the courier may give up."""

    code, title = "too-early-to-fail", "The customer must be contacted and waited for first."
    extra = {"attempts_missing": int, "possible_at": datetime}


class ConversationClosed(Conflict):
    """Courier and customer reach each other from the assignment until half an hour after the delivery's end."""

    code, title = "conversation-closed", "Courier and customer cannot reach each other now."


class TooManyMessages(DomainError):
    """So much is not said about one delivery, or not so quickly: wait a minute, or call the store."""

    code, title, status = "too-many-messages", "These are too many messages.", 429


class NotToBeCalled(Conflict):
    """No calls are put through here, or a telephone of one of them is not known: they write to each other."""

    code, title = "not-to-be-called", "There is no telephone to call here: write a message."


class NoLineFree(Conflict):
    """All numbers of the platform connect this telephone with somebody already; later, or by a message."""

    code, title = "no-line-free", "All lines are busy: write a message, or try again later."


class TooManyCalls(DomainError):
    """So often nobody calls about one delivery, or not so quickly: wait a minute, or write."""

    code, title, status = "too-many-calls", "These are too many calls: write a message.", 429


class CourierNotFree(Conflict):
    """The courier cannot accept a delivery now."""

    code, title = "courier-not-free", "This courier cannot take the delivery."


class CashNotSettled(Conflict):
    """Cash must be counted, or a difference explained: `expected`, `counted` (null: not yet), `difference`,
    `currency`.
    """

    code, title = "cash-not-settled", "Count your cash before you go home."
    extra = {"expected": int, "counted": int | None, "difference": int | None, "currency": str}


class TokenNotValid(DomainError):
    """The token sent on the open socket is expired, forged or somebody else's."""

    code, title, status = "token-not-valid", "This token is not valid.", 401


class NoShift(Conflict):
    """Positions are accepted during a shift only."""

    code, title = "no-shift", "There is no shift under way."
