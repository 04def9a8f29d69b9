"""The options of each product of a menu file, and its variants with their price rows."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal
from typing import Any

from apps.menu.catalogues.imports.extras import ExtraKind, Extras
from apps.menu.catalogues.imports.notation import (
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
    readable,
    tags,
    text,
    whole_units,
)
from apps.menu.domain import CHARGES, SIDE
from apps.menu.domain.terms import FOOD
from dominos.kernel.money import digits

BEVERAGE = "beverage"
_TO_DRINK = frozenset({"drink", "drinks", "beverage", "beverages"})
_ANY_TOPPING = ("0.5", "1", "1.5", "2")
_ANY_SIDE = ("1", "2", "3", "4", "5")
MAX_UNDEFINED_NAME = 30


@dataclass(slots=True)
class Sold:
    """A variant: its price rows in minor units, its defaults, and the cooking instructions it accepts."""

    code: str
    entry: Entry
    prices: list[int]
    defaults: dict[str, Decimal]
    cooking: list[str]


@dataclass(slots=True)
class Configured:
    """A product: amounts by option, its defaults, its variants and its effective tags."""

    code: str
    entry: Entry
    tags: dict[str, Any]
    amounts: dict[str, set[Decimal]] = field(default_factory=dict)
    defaults: dict[str, Decimal] = field(default_factory=dict)
    variants: list[Sold] = field(default_factory=list)
    nonexclusive: set[str] = field(default_factory=set)
    inverts_paid: set[str] = field(default_factory=set)

    @property
    def kind(self) -> str:
        """The file's product type: `Pizza`, `Wings`."""
        return text(self.entry, "ProductType", 40)


class ProductReader:
    """Reads products and their variants against the options that the file defines."""

    def __init__(self, extras: Extras, currency: str, report: Report) -> None:
        self._extras, self._currency, self._report = extras, currency, report

    def product(self, code: str, entry: Entry, inherited: Mapping[str, Any]) -> Configured:
        """The product without its variants."""
        product = Configured(code, entry, {**inherited, **tags(entry)})
        where = f"Products.{code}"
        for kind, key, usual in (
            (ExtraKind.TOPPING, "AvailableToppings", _ANY_TOPPING),
            (ExtraKind.SIDE, "AvailableSides", _ANY_SIDE),
        ):
            asked = quantities(product.tags.get("OptionQtys")) or list(usual)
            fallback = tuple(
                value for value in map(amount, asked) if value is not None and _is_sold(kind, value)
            )
            found = offer(entry.get(key), f"{where}.{key}", self._report)
            for name, amounts in found.items():
                self._allow(product, kind, name, fallback if amounts is None else amounts, f"{where}.{key}")
        product.defaults = self._defaults(product, entry, where)
        return product

    def _allow(
        self, product: Configured, kind: ExtraKind, name: str, amounts: Amounts, where: str
    ) -> str | None:
        """Offers an extra with the product; its code in the menu."""
        code = self._extras.code(kind, name)
        if code is None and kind is not ExtraKind.COOKING and len(name) <= MAX_UNDEFINED_NAME:
            self._report.say(where, f"{name} is defined nowhere; taken by its code")
            code = self._extras.define(kind, name)
        if code is None:
            self._report.say(where, f"{name[:40]} is defined nowhere")
            return None
        offered = product.amounts.setdefault(code, set())
        for value in amounts:
            if _is_sold(kind, value):
                offered.add(value)
            else:
                self._report.say(where, f"{name} in the amount {plain(value)} is not sold")
        if (product.kind, name) in self._extras.nonexclusive:
            product.nonexclusive.add(code)
        if kind is ExtraKind.TOPPING and (product.kind, name) in self._extras.inverts_paid:
            product.inverts_paid.add(code)
        return code

    def _defaults(self, product: Configured, entry: Entry, where: str) -> dict[str, Decimal]:
        found = {}
        for kind, key in ((ExtraKind.TOPPING, "DefaultToppings"), (ExtraKind.SIDE, "DefaultSides")):
            place = f"{where}.{key}"
            for name, value in chosen(entry.get(key), place, self._report).items():
                if not _is_sold(kind, value):
                    self._report.say(place, f"{plain(value)} of {name} cannot be a default")
                elif code := self._allow(product, kind, name, (value,), place):
                    found[code] = value
        return {code: value for code, value in found.items() if value}

    def variant(self, product: Configured, code: str, entry: Entry) -> Sold | None:
        """The variant, added to the product; None if it has no price."""
        where = f"Variants.{code}"
        prices = self._prices(entry, where)
        if not prices:
            self._report.say(where, "no price")
            return None
        stated = {**entry, **tags(entry)}
        own = {key: stated[key] for key in ("DefaultToppings", "DefaultSides") if stated.get(key) is not None}
        defaults = self._defaults(product, {**product.entry, **own}, where)
        cooking = self._cooking(product, entry, "AllowedCookingInstructions", where)
        usual = self._cooking(product, entry, "DefaultCookingInstructions", where)
        defaults |= dict.fromkeys(self._one_of_each(usual, where), Decimal(1))
        sold = Sold(code, entry, prices, defaults, list(dict.fromkeys([*cooking, *usual])))
        product.variants.append(sold)
        return sold

    def _cooking(self, product: Configured, entry: Entry, key: str, where: str) -> list[str]:
        codes = [
            self._allow(product, ExtraKind.COOKING, name, (Decimal(1),), f"{where}.{key}")
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
        """The price rows of the variant's first band, from 0 toppings on; gaps are interpolated."""
        bands = self._bands(entry.get("Pricing"), where)
        rows = bands[min(bands)] if bands else {}
        if 0 not in rows:
            base = self._price(entry.get("Price"), where)
            if base is None and rows:
                base = min(rows.values())
                self._report.say(where, "no price without toppings; that of its lowest row taken")
            if base is None:
                return []
            rows = {0: base, **rows}
        if any(other != rows for band, other in bands.items() if band != min(bands)):
            self._report.say(where, f"another price band has other prices; band {min(bands)} counts")
        if (amount(entry.get("Surcharge") or 0) or 0) != 0:
            self._report.say(where, f"surcharge {entry['Surcharge']} is not added to the price rows")
        missing = sorted(set(range(max(rows))) - set(rows))
        if missing:
            self._report.say(
                where, f"no price row for {', '.join(map(str, missing))} toppings; read off the others"
            )
        return [_interpolated(rows, number) for number in range(max(rows) + 1)]

    def _bands(self, written: object, where: str) -> dict[int, dict[int, int]]:
        """The rows `Price{band}-{toppings}` by band; what is no price is reported."""
        bands: dict[int, dict[int, int]] = {}
        for key, value in written.items() if isinstance(written, Mapping) else ():
            found = _ROW.fullmatch(str(key))
            if found is None or int(found["toppings"]) > MAX_ROWS:
                self._report.say(where, f"cannot read the price row {readable(str(key))[:40]!r}")
            elif (price := self._price(value, where)) is not None:
                bands.setdefault(int(found["band"] or 1), {})[int(found["toppings"])] = price
        return bands

    def _price(self, written: object, where: str) -> int | None:
        price = minor_units(written, self._currency)
        if price is None and written not in (None, ""):
            self._report.say(where, f"{readable(repr(written))[:60]} is no price in {self._currency}")
        stated = whole_units(written, self._currency)
        if price is not None and stated is not None and stated.scaleb(digits(self._currency)) != price:
            self._report.say(where, f"{written!r} has parts of a minor unit; {price} taken")
        return price


def _is_sold(kind: ExtraKind, value: Decimal) -> bool:
    """Whether it comes in this amount: sides are counted."""
    return value in CHARGES and (kind is not ExtraKind.SIDE or value == value.to_integral_value())


_ROW = re.compile(r"Price(?P<band>\d{0,3})-(?P<toppings>\d{1,3})", re.ASCII)
MAX_ROWS = 40


def _interpolated(rows: Mapping[int, int], number: int) -> int:
    """A row, or the interpolation between its neighbours."""
    if number in rows:
        return rows[number]
    before = max(row for row in rows if row < number)
    after = min(row for row in rows if row > number)
    return rows[before] + (rows[after] - rows[before]) * (number - before) // (after - before)


def is_halvable(product: Configured) -> bool:
    """Whether its toppings can be put on halves: by its tag, otherwise if it is a pizza."""
    stated = str(product.tags.get("PartCount", ""))
    return stated == "2" or (not stated and product.kind.lower() == "pizza")


def needs_oven(product: Configured) -> bool:
    """Whether the kitchen makes it: by its tags, otherwise if it is prepared or not a drink."""
    if "IsDisplayedOnMakeline" in product.tags:
        return is_set(product.tags, "IsDisplayedOnMakeline")
    stated = [is_set(sold.entry, "Prepared") for sold in product.variants if "Prepared" in sold.entry]
    return any(stated) if stated else tax_class(product) == FOOD


def tax_class(product: Configured) -> str:
    """The item class for taxes."""
    return BEVERAGE if product.kind.lower() in _TO_DRINK else FOOD


def is_paid(product: Configured, code: str, extras: Extras) -> bool:
    """Whether the topping is charged on this product."""
    return bool(extras.rows[code]["is_paid"]) != (code in product.inverts_paid)


def paid_units(product: Configured, defaults: Mapping[str, Decimal], extras: Extras) -> int:
    """The charged topping units of the defaults, without sides, rounded up."""
    counted = [c for c in defaults if is_paid(product, c, extras) and extras.rows[c]["group"] != SIDE]
    charged = [CHARGES[defaults[code]] for code in counted]
    return int(sum(charged, Decimal(0)).to_integral_value(ROUND_CEILING))
