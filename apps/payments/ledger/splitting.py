"""What an amount is made of: a sale by its order's amounts, a refund by its components or by what is left. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from apps.orders.contract.types import Amounts
from apps.payments.contract.types import RefundComponents
from apps.payments.ledger.accounts import Part, Parts


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """What of a payment was not given back, in minor units: the whole, and the tax, tip and unknown parts in it."""

    whole: int
    tax: int = 0
    tip: int = 0
    unknown: int = 0


def sale_parts(amounts: Amounts | None, *, before: int, after: int) -> Parts:
    """The parts of a sale between two cumulative sums."""
    first, last = _parts(amounts, before), _parts(amounts, after)
    return {part: last[part] - first[part] for part in last}


def refund_parts(left: Left, amount: int, components: RefundComponents | None = None) -> Parts:
    """The parts of a refund of `amount`: the refund of all that is left undoes its tax and tip exactly.

    Without components the amount is split in proportion to what is left, rounded down. A tip that is its courier's
    already is not in `left` and is borne by the sale.
    """
    if components is None or left.unknown or amount == left.whole:
        tax, tip, unknown = (
            part * amount // left.whole if left.whole else 0 for part in (left.tax, left.tip, left.unknown)
        )
    else:
        tax, tip = _named(left, amount, components)
        unknown = 0
    sale = amount - tax - tip - unknown
    return {Part.WHOLE: amount, Part.SALE: sale, Part.TAX: tax, Part.TIP: tip, Part.UNKNOWN: unknown}


def _named(left: Left, amount: int, components: RefundComponents) -> tuple[int, int]:
    """The tax and the tip the components name, as far as they are left and what stays can hold the rest of them."""
    tip = min(components.tip, left.tip)
    tax = min(components.tax, left.tax, amount - tip)
    missing = max(0, left.tax + left.tip - (left.whole - amount) - tax - tip)
    more = min(missing, left.tip - tip)
    return tax + missing - more, tip + more


def _parts(amounts: Amounts | None, whole: int) -> dict[Part, int]:
    """The parts of `whole`, in proportion to the order's total and rounded down; the food takes the rest."""
    parts = dict.fromkeys(Part, 0) | {Part.WHOLE: whole}
    if amounts is None or amounts.total <= 0:
        return parts | {Part.UNKNOWN: whole}
    parts |= {part: amount * whole // amounts.total for part, amount in _net(amounts)}
    parts[Part.SALE] = whole - parts[Part.TAX] - parts[Part.TIP]
    parts[Part.FOOD] = parts[Part.SALE] - parts[Part.DELIVERY_FEE] + parts[Part.DISCOUNT]
    return parts


def _net(amounts: Amounts) -> Iterator[tuple[Part, int]]:
    """The order's fee, discount, tax and tip, free of the tax that is included in prices."""
    included, taxed = amounts.tax - amounts.tax_added, amounts.total - amounts.tip - amounts.tax_added
    for part, gross in ((Part.DELIVERY_FEE, amounts.delivery_fee), (Part.DISCOUNT, amounts.discount)):
        yield part, gross - (included * gross // taxed if taxed else 0)
    yield Part.TAX, amounts.tax
    yield Part.TIP, amounts.tip
