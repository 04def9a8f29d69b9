"""Combinations that an order cannot have: one rule for placing, for paying and for whether a payment suffices."""

from dominos.kernel.errors import FieldError


def excluded_cash(field: str, *, contactless: bool, in_cash: bool) -> list[FieldError]:
    """The error of `field` if an order left at the door is paid in cash: nobody would hand the cash over."""
    if not (contactless and in_cash):
        return []
    message = "Food that is left at the door is paid by card: nobody could take the cash."
    return [FieldError(field, message, "cash-and-contactless")]
