"""What the choice of a way to pay has to say, for all who take one."""

from apps.payments.contract.types import PaymentChoice
from dominos.kernel.errors import FieldError


def wrong_method(choice: PaymentChoice) -> FieldError | None:
    """What is wrong with how somebody wants to pay: a card is named once, cash has none."""
    named = [name for name, given in (("saved", choice.saved), ("token", choice.token)) if given]
    if choice.method == "card" and len(named) != 1:
        return FieldError("token", "A card payment needs a token or a saved card.", "required")
    if choice.method == "cash" and named:
        return FieldError(named[0], "Cash has no card.", "invalid")
    return None
