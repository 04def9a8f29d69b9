"""Parts that responses of quotes and orders have in common: lines, amounts, deals, the address."""

from collections.abc import Sequence
from typing import Any

from apps.menu.contract.types import Contents, RecipeChange
from apps.orders.contract.types import Amounts
from apps.orders.domain.sold_lines import as_sold
from apps.orders.models import Sale
from dominos.kernel.edge.answers import Answer, Omissible


class TaxLineAnswer(Answer):
    """The tax of a class: `percent` of `base`, which excludes it."""

    tax_class: str
    percent: str
    base: int
    tax: int


class AmountsAnswer(Answer):
    """Minor units: food - discount + delivery_fee + small_order_fee + deposit + tax_added + tip + rounding = total."""

    food: int
    discount: int
    delivery_fee: int
    tax: int
    tax_added: int
    tip: int
    total: int
    small_order_fee: int
    deposit: int
    rounding: int
    """To the market's smallest coin, either way."""
    savings: int
    """The discount by deals on food and delivery."""
    tax_lines: tuple[TaxLineAnswer, ...]


class SoldLineAnswer(Answer):
    """A line as priced and frozen."""

    number: int
    variant: str
    second_half: str | None
    product: str
    name: str
    description: str
    quantity: int
    options: dict[str, dict[str, str]]
    """Amounts by topping and part."""
    units: int
    unit_price: int
    total: int
    needs_oven: bool
    sides: dict[str, int]
    cooking: tuple[str, ...]
    note: str
    tax_class: str
    tax: int
    """The line's share of its class's tax."""
    discount: int
    """The line's share of the discount by deals."""
    deposit: int
    """On top of the total."""
    contents: tuple[Contents, ...]
    """Allergens and nutrition of the whole, or of each half."""
    changes: tuple[RecipeChange, ...]
    """The differences from the recipe, in the language of the name: the customer's, or for the kitchen the store's."""
    side_names: dict[str, str]


class LineGroupAnswer(Answer):
    """The lines with the same product, by their numbers."""

    product: str
    quantity: int
    total: int
    lines: tuple[int, ...]


class RequestedLineAnswer(Answer):
    """A line as a client sends it."""

    variant: str
    quantity: int
    options: dict[str, dict[str, str]]
    second_half: Omissible[str] = None
    sides: Omissible[dict[str, int]] = None
    cooking: Omissible[list[str]] = None
    note: Omissible[str] = None


class OrderDealAnswer(Answer):
    """An applied deal: `discount` in all, `lines` off each line by number, `delivery` off the delivery fee.

    `points` is its price in loyalty points.
    """

    code: str
    name: str
    discount: int
    delivery: int
    uses: int
    lines: dict[str, int]
    points: int


class OrderAddressAnswer(Answer):
    """The delivery address."""

    street: str
    house_number: str
    postcode: str
    city: str
    lat: float
    lon: float
    note: str


def sold_lines(lines: Sequence[dict[str, Any]]) -> list[SoldLineAnswer]:
    """The frozen lines."""
    return SoldLineAnswer.of_all(map(as_sold, lines))


def amounts_answer(sale: Sale) -> AmountsAnswer:
    """The frozen amounts."""
    return AmountsAnswer.of({name: getattr(sale, name) for name in Amounts.__dataclass_fields__})


def line_groups(sale: Sale) -> list[LineGroupAnswer]:
    """The lines with the same product, in order of appearance."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for line in sale.lines:
        groups.setdefault(line["product"], []).append(line)
    return [
        LineGroupAnswer(
            product=product,
            quantity=sum(line["quantity"] for line in lines),
            total=sum(line["total"] for line in lines),
            lines=tuple(line["number"] for line in lines),
        )
        for product, lines in groups.items()
    ]


def deal_answers(sale: Sale) -> list[OrderDealAnswer]:
    """The applied deals, without their limits."""
    return [
        OrderDealAnswer.of({name: deal[name] for name in OrderDealAnswer.model_fields}) for deal in sale.deals
    ]


def address_answer(sale: Sale) -> OrderAddressAnswer | None:
    """The delivery address; None for an order to collect."""
    return None if sale.address is None else OrderAddressAnswer.of(sale.address)


def store_name(sale: Sale) -> str:
    """The name of the store when quoted."""
    name: str = sale.terms["store_name"]
    return name
