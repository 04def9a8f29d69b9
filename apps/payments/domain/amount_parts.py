"""Splits amounts into parts: a sale by its order's amounts, a refund by its components or by what is left."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter

from apps.orders.contract.types import Amounts
from apps.payments.contract.types import RefundComponents
from apps.payments.domain.accounts import Part, Parts


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """What of a payment was not refunded, in minor units: the whole, and the tax, tip and unknown parts of it."""

    whole: int
    tax: int = 0
    tip: int = 0
    unknown: int = 0


# The parts beside the food, what the order calls them, and their tax class.
FEES = (
    (Part.DELIVERY_FEE, "delivery_fee", "delivery"),
    (Part.SMALL_ORDER_FEE, "small_order_fee", "small_order"),
    (Part.DEPOSIT, "deposit", "deposit"),
)
BESIDE_FOOD = (Part.DELIVERY_FEE, Part.SMALL_ORDER_FEE, Part.DEPOSIT, Part.ROUNDING)
_amounts = TypeAdapter(Amounts)
_components = TypeAdapter(RefundComponents)


def read_amounts(kept: Any) -> Amounts | None:
    """Parses an order's amounts as a payment stores them; None if there are none."""
    return _amounts.validate_python(kept) if kept else None


def read_components(kept: Any) -> RefundComponents | None:
    """Parses a refund's components as its operation stores them; None if there are none."""
    return _components.validate_python(kept) if kept else None


def sale_parts(amounts: Amounts | None, *, before: int, after: int) -> Parts:
    """The parts of a sale between two cumulative sums."""
    first, last = _parts(amounts, before), _parts(amounts, after)
    return {part: last[part] - first[part] for part in last}


def refund_parts(left: Left, amount: int, components: RefundComponents | None = None) -> Parts:
    """The parts of a refund of `amount`: the refund of everything that is left reverses its tax and tip exactly.

    Without components the amount is split in proportion to what is left, rounded down. A tip that already
    belongs to its courier is not in `left` and is borne by the sale.
    """
    if components is None or left.unknown or amount == left.whole:
        tax, tip, unknown = (
            part * amount // left.whole if left.whole else 0 for part in (left.tax, left.tip, left.unknown)
        )
    else:
        tip = min(components.tip, left.tip)
        tax, unknown = min(components.tax, left.tax, amount - tip), 0
    # What stays has to hold the rest of the tax and the tip.
    missing = max(0, left.tax + left.tip - (left.whole - amount) - tax - tip)
    more = min(missing, left.tip - tip)
    tax, tip = tax + missing - more, tip + more
    sale = amount - tax - tip - unknown
    return {Part.WHOLE: amount, Part.SALE: sale, Part.TAX: tax, Part.TIP: tip, Part.UNKNOWN: unknown}


def _parts(amounts: Amounts | None, whole: int) -> dict[Part, int]:
    """The parts of `whole`, in proportion to the order's total and rounded down; the food takes the rest."""
    parts = dict.fromkeys(Part, 0) | {Part.WHOLE: whole}
    if amounts is None or amounts.total <= 0:
        return parts | {Part.UNKNOWN: whole}
    parts |= {part: amount * whole // amounts.total for part, amount in _net(amounts)}
    parts[Part.SALE] = whole - parts[Part.TAX] - parts[Part.TIP]
    parts[Part.FOOD] = parts[Part.SALE] - sum(parts[part] for part in BESIDE_FOOD) + parts[Part.DISCOUNT]
    return parts


def _net(amounts: Amounts) -> Iterator[tuple[Part, int]]:
    """The parts but the food, free of the tax that is included in prices: the tax lines say so, else a share does."""
    fees = ((part, getattr(amounts, name), cls) for part, name, cls in FEES)
    bases = Counter[str]()
    for line in amounts.tax_lines:
        bases[line.tax_class] += line.base
    included = amounts.tax - amounts.tax_added
    taxed = amounts.total - amounts.tip - amounts.tax_added - amounts.rounding
    for part, gross, tax_class in fees:
        share = included * gross // taxed if taxed else 0
        net = bases.get(tax_class, gross) if bases else gross - share
        yield part, net
        included, taxed = included - (gross - net if amounts.tax > amounts.tax_added else 0), taxed - gross
    share = included * amounts.discount // taxed if taxed else 0
    yield Part.DISCOUNT, amounts.discount - share
    yield from ((Part.ROUNDING, amounts.rounding), (Part.TAX, amounts.tax), (Part.TIP, amounts.tip))
