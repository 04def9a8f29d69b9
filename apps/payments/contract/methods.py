"""What a wish to pay has to say, for all who take one."""

from apps.payments.contract.types import PaymentWish
from dominos.kernel.errors import FieldError


def wrong_method(wish: PaymentWish) -> FieldError | None:
    """What is wrong with how somebody wants to pay: a card is named once, cash has none."""
    named = [name for name, given in (("saved", wish.saved), ("token", wish.token)) if given]
    if wish.method == "card" and len(named) != 1:
        return FieldError("token", "A card payment needs a token or a saved card.", "required")
    if wish.method == "cash" and named:
        return FieldError(named[0], "Cash has no card.", "invalid")
    return None
