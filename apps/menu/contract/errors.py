"""Errors of the menu app."""

from dominos.kernel.errors import Conflict, DomainError


class BasketRefused(DomainError):
    """A line cannot be sold as requested; `errors` names it, as in `lines.0.options.P.1/2`.

    Codes of the errors: `unknown_variant`, `unknown_topping`, `topping_not_on_product`, `whole_only`,
    `bad_amount`, `bad_quantity`, `whole_and_half`, `halves_do_not_fit`, `exclusive_group`, `too_many_units`,
    `unknown_side`, `unknown_cooking`, `note_too_long`, `sold_out`, `not_now` (outside its daypart),
    `too_many` (see `limits`).
    """

    code, title = "basket-refused", "Some lines cannot be ordered as they are."
    remedy = (
        "`errors` names each line and what of it; `POST /api/v1/stores/{id}/menu/basket` says "
        "what may be ordered instead."
    )


class NoMenu(Conflict):
    """The store has no published menu."""

    code, title = "no-menu", "This store has no menu yet."
