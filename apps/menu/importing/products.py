"""What each product of a menu file is had with, and its variants with their price rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from apps.menu.domain import CHARGES, SIDE
from apps.menu.importing.extras import Extras, Kind
from apps.menu.importing.notation import (
    Amounts,
    Entry,
    Report,
    amount,
    chosen,
    is_set,
    listed,
    minor_units,
    offer,
    plain,
    quantities,
    tags,
)

ROWS = 5
"""Price rows of a band: with 0 to 4 toppings."""
_ANY_TOPPING = ("0.5", "1", "1.5", "2")
_ANY_SIDE = ("1", "2", "3", "4", "5")


@dataclass(slots=True)
class Sold:
    """A variant: its price rows in minor units, its defaults, and the cooking instructions it takes."""

    code: str
    entry: Entry
    prices: list[int]
    defaults: dict[str, Decimal]
    cooking: list[str]


@dataclass(slots=True)
class Configured:
    """A product: amounts by what it is had with, its defaults, its variants and the tags that count for it."""

    code: str
    entry: Entry
    tags: dict[str, Any]
    amounts: dict[str, set[Decimal]] = field(default_factory=dict)
    defaults: dict[str, Decimal] = field(default_factory=dict)
    variants: list[Sold] = field(default_factory=list)
    sociable: set[str] = field(default_factory=set)

    @property
    def kind(self) -> str:
        """The file's product type: `Pizza`, `Wings`."""
        return str(self.entry.get("ProductType") or "")


class ProductReader:
    """Reads products and their variants against the extras the file defines."""

    def __init__(self, extras: Extras, currency: str, report: Report) -> None:
        self._extras, self._currency, self._report = extras, currency, report

    def product(self, code: str, entry: Entry, inherited: Mapping[str, Any]) -> Configured:
        """The product without its variants."""
        product = Configured(code, entry, {**inherited, **tags(entry)})
        where = f"Products.{code}"
        for kind, key, usual in (
            (Kind.TOPPING, "AvailableToppings", _ANY_TOPPING),
            (Kind.SIDE, "AvailableSides", _ANY_SIDE),
        ):
            asked = quantities(product.tags.get("OptionQtys")) or list(usual)
            fallback = tuple(value for value in map(amount, asked) if value is not None)
            found = offer(entry.get(key), f"{where}.{key}", self._report)
            for name, amounts in found.items():
                self._allow(product, kind, name, fallback if amounts is None else amounts, f"{where}.{key}")
        product.defaults = self._defaults(product, entry, where)
        return product

    def _allow(self, product: Configured, kind: Kind, name: str, amounts: Amounts, where: str) -> str | None:
        """Lets the product be had with something; the code it has in the menu."""
        code = self._extras.code(kind, name)
        if code is None:
            self._report.say(where, f"{name} is defined nowhere")
            return None
        offered = product.amounts.setdefault(code, set())
        for value in amounts:
            if value in CHARGES:
                offered.add(value)
            elif kind is Kind.TOPPING or value < max(CHARGES):
                self._report.say(where, f"{name} in the amount {plain(value)} is not sold")
        if (product.kind, name) in self._extras.sociable:
            product.sociable.add(code)
        return code

    def _defaults(self, product: Configured, entry: Entry, where: str) -> dict[str, Decimal]:
        found = {}
        for kind, key in ((Kind.TOPPING, "DefaultToppings"), (Kind.SIDE, "DefaultSides")):
            place = f"{where}.{key}"
            for name, value in chosen(entry.get(key), place, self._report).items():
                if value not in CHARGES:
                    self._report.say(place, f"{plain(value)} of {name} cannot be a default")
                elif code := self._allow(product, kind, name, (value,), place):
                    found[code] = value
        return {code: value for code, value in found.items() if value}

    def variant(self, product: Configured, code: str, entry: Entry) -> Sold | None:
        """The variant, added to the product; None where it has no price."""
        where = f"Variants.{code}"
        prices = self._prices(entry, where)
        if not prices:
            self._report.say(where, "no price")
            return None
        own = {key: value for key, value in tags(entry).items() if key in ("DefaultToppings", "DefaultSides")}
        defaults = self._defaults(product, {**product.entry, **own}, where)
        cooking = self._cooking(product, entry, "AllowedCookingInstructions", where)
        usual = self._cooking(product, entry, "DefaultCookingInstructions", where)
        defaults |= dict.fromkeys(self._one_of_each(usual, where), Decimal(1))
        sold = Sold(code, entry, prices, defaults, list(dict.fromkeys([*cooking, *usual])))
        product.variants.append(sold)
        return sold

    def _cooking(self, product: Configured, entry: Entry, key: str, where: str) -> list[str]:
        codes = [
            self._allow(product, Kind.COOKING, name, (Decimal(1),), f"{where}.{key}")
            for name in listed(entry.get(key))
        ]
        return [code for code in codes if code is not None]

    def _one_of_each(self, cooking: list[str], where: str) -> list[str]:
        """The first of each exclusive group."""
        kept: dict[str, str] = {}
        for code in cooking:
            first = kept.setdefault(self._extras.rows[code]["exclusive_group"], code)
            if first != code:
                self._report.say(f"{where}.DefaultCookingInstructions", f"{code} does not go with {first}")
        return list(kept.values())

    def _prices(self, entry: Entry, where: str) -> list[int]:
        """The price rows of the first band from 0 toppings on, as far as they go without a gap."""
        rows = entry.get("Pricing")
        rows = rows if isinstance(rows, Mapping) else {}
        prices: list[int] = []
        for number in range(ROWS):
            written = rows.get(f"Price1-{number}", entry.get("Price") if not number else None)
            if written is None:
                break
            price = minor_units(written, self._currency)
            if price is None:
                self._report.say(where, f"{written!r} is no price in {self._currency}")
                break
            prices.append(price)
        self._say_what_prices_leave_out(entry, rows, len(prices), where)
        return prices

    def _say_what_prices_leave_out(self, entry: Entry, rows: Entry, read: int, where: str) -> None:
        if 0 < read < ROWS and any(f"Price1-{number}" in rows for number in range(read, ROWS)):
            self._report.say(where, f"price rows taken up to {read - 1} toppings")
        if any(rows[key] != rows.get(f"Price1{key[6:]}") for key in rows if key[:6] in _OTHER_BANDS):
            self._report.say(where, "another price band has other prices; band 1 counts")
        if amount(entry.get("Surcharge") or 0) != 0:
            self._report.say(where, f"surcharge {entry['Surcharge']} is not added to the price rows")


_OTHER_BANDS = tuple(f"Price{number}" for number in range(2, 10))


def is_halvable(product: Configured) -> bool:
    """Whether its toppings go on halves."""
    return str(product.tags.get("PartCount", "")) == "2"


def needs_oven(product: Configured) -> bool:
    """Whether the kitchen makes it."""
    return is_set(product.tags, "IsDisplayedOnMakeline")


def paid_units(defaults: Mapping[str, Decimal], extras: Extras) -> int:
    """The topping units in the defaults, sides aside, rounded up."""
    rows = extras.rows
    charged = [CHARGES[defaults[c]] for c in defaults if rows[c]["is_paid"] and rows[c]["group"] != SIDE]
    return int(-(-sum(charged, Decimal(0)) // 1))
