"""Validation of a chosen payment method, for everything that accepts one."""

from apps.payments.contract.types import PaymentChoice
from dominos.kernel.errors import FieldError

METHODS = ("card", "cash", "credit")


def wrong_method(choice: PaymentChoice) -> FieldError | None:
    """What is wrong with the chosen method: a card has exactly one identifier; cash, and credit alone, have none."""
    named = [name for name, given in (("saved", choice.saved), ("token", choice.token)) if given]
    if choice.method == "card" and len(named) != 1:
        return FieldError("token", "A card payment needs a token or a saved card.", "required")
    if choice.method != "card" and named:
        told = "Cash has no card." if choice.method == "cash" else "Credit alone has no card."
        return FieldError(named[0], told, "invalid")
    if choice.method == "credit" and not choice.credit:
        return FieldError("credit", "Which gift card or store credit?", "required")
    if choice.method == "cash" and choice.credit:
        return FieldError("credit", "Credit is used alone or with a card.", "invalid")
    return None
