"""What an order cannot be at once: one rule for placing, for paying and for what a payment is enough for."""

from dominos.kernel.errors import FieldError


def excluded_cash(field: str, *, contactless: bool, in_cash: bool) -> list[FieldError]:
    """What is wrong with `field`: nobody hands cash over at a door where food is left; its courier would owe it."""
    if not (contactless and in_cash):
        return []
    message = "Food that is left at the door is paid by card: nobody could take the cash."
    return [FieldError(field, message, "cash-and-contactless")]
