"""Parsers of the notations inside a menu file: `X=0:0.5:1:1.5,C,P`, `X=1,C=1`, `"12.99"`, tags and nested sections."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from apps.menu.contract.limits import MAX_PRICE
from apps.menu.contract.types import DietClass
from dominos.kernel.money import digits, to_minor

Entry = Mapping[str, Any]
Amounts = tuple[Decimal, ...]


@dataclass(slots=True)
class Report:
    """What an import had to skip or change, one line each, as in `Variants.14X: no price`."""

    lines: list[str] = field(default_factory=list)

    def say(self, where: str, why: str) -> None:
        """Adds a line, once."""
        line = f"{where}: {why}"
        if line not in self.lines:
            self.lines.append(line)


def entries(source: Entry, section: str, report: Report) -> Iterator[tuple[str, Entry]]:
    """The entries of a section by code; malformed ones are reported."""
    found = source.get(section, {})
    if not isinstance(found, Mapping):
        report.say(section, "not an object")
        return
    for code, entry in found.items():
        if not isinstance(entry, Mapping):
            report.say(f"{section}.{code}", "not an object")
        elif not 0 < len(code) <= 40 or readable(code) != code:
            report.say(readable(f"{section}.{code}"), "a code has 1 to 40 characters, all of them readable")
        else:
            yield code, entry


def typed_entries(source: Entry, section: str, report: Report) -> Iterator[tuple[str, str, Entry]]:
    """The entries of a section grouped by product type, as (type, code, entry); type is "" in an ungrouped one."""
    for kind, members in entries(source, section, report):
        if members and not any(isinstance(entry, Mapping) for entry in members.values()):
            yield "", kind, members
            continue
        for code, entry in entries({kind: members}, kind, report):
            yield kind, code, entry


def readable(written: str) -> str:
    """The text without characters that the database cannot store: NUL and lone surrogates."""
    return written.replace("\x00", "").encode("utf-8", "ignore").decode("utf-8")


def text(entry: Entry, key: str, most: int = 160) -> str:
    """A stripped text, cut at `most` characters; empty if there is none."""
    value = entry.get(key)
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    return readable(value).strip()[:most] if isinstance(value, str) else ""


def tags(entry: Entry) -> dict[str, Any]:
    """The entry's tags; empty if they are not an object."""
    found = entry.get("Tags")
    return dict(found) if isinstance(found, Mapping) else {}


def is_set(found: Entry, name: str) -> bool:
    """Whether a tag is set."""
    return str(found.get(name, "")).lower() in ("true", "1", "yes")


def diet(found: Entry) -> str:
    """The `DietClass` that the tags state, "" if they state none. Meat is neither vegetarian nor vegan.

    `Vege` and `NonMeat` are topping groups and do not exclude eggs, milk or anchovies.
    """
    if is_set(found, "Meat") or ("Vegetarian" in found and not is_set(found, "Vegetarian")):
        return DietClass.NEITHER
    if is_set(found, "Vegan"):
        return DietClass.VEGAN
    return DietClass.VEGETARIAN if is_set(found, "Vegetarian") else ""


def amount(written: object) -> Decimal | None:
    """A decimal number of zero or more; None for anything else."""
    try:
        value = Decimal(str(written).strip())
    except InvalidOperation:
        return None
    return value if value.is_finite() and value >= 0 else None


def listed(written: object) -> list[str]:
    """The members of `A,B,C` or of a list."""
    parts = written.split(",") if isinstance(written, str) else written if isinstance(written, list) else []
    found = [readable(str(part)).strip() for part in parts]
    return [part for part in found if part]


def quantities(written: object) -> list[str]:
    """The members of `0:0.5:1` or of a list."""
    return listed(written.replace(":", ",") if isinstance(written, str) else written)


def offer(written: object, where: str, report: Report) -> dict[str, Amounts | None]:
    """Parses `X=0:0.5:1,C` to amounts by code; None where the amounts are left to the product's tags."""
    found: dict[str, Amounts | None] = {}
    for part in listed(written):
        code, equals, values = part.partition("=")
        parsed = [amount(value) for value in quantities(values)]
        if not code or (equals and not parsed) or None in parsed:
            report.say(where, f"cannot read {part!r}")
        else:
            found[code] = tuple(value for value in parsed if value is not None) if equals else None
    return found


def chosen(written: object, where: str, report: Report) -> dict[str, Decimal]:
    """Parses `X=1,C=1.5` to an amount by code; a code alone has the amount 1."""
    found: dict[str, Decimal] = {}
    for code, values in offer(written, where, report).items():
        if values is None:
            found[code] = Decimal(1)
        elif len(values) == 1:
            found[code] = values[0]
        else:
            report.say(where, f"cannot read {code!r}: more than one amount")
    return found


THOUSANDTHS = 3
"""The decimal places of currencies in which a decimal part looks like a thousands group."""
_PRICE = r"[^\d.,+-]*(?P<whole>\+?\d+(?:{group})*)(?:[.,](?P<part>\d*))?(?:(?![kK](?![a-zA-Z]))[^\d.,]\D*)?"
_WITH_CENTS = re.compile(_PRICE.replace("{group}", r"[ ,.\u00a0\u202f'\u2019]\d{3}"), re.ASCII)
_WITH_THOUSANDTHS = re.compile(
    _PRICE.replace("{group}", r"[ \u00a0\u202f'\u2019]\d{3}|[,.]\d{3}(?=[,.]\d)"), re.ASCII
)
"""Treats the digits after the last dot or comma as decimals, also if they are three."""
_GROUPED = re.compile(r"(?<![\d.,])[1-9]\d{0,2}(?:[.,]\d{3})+(?!\d)", re.ASCII)


def minor_units(written: object, currency: str) -> int | None:
    """`"12.99"` in minor units of the currency, rounded half up; None if it is not a price."""
    value = whole_units(written, currency)
    if value is None or value >= MAX_PRICE:
        return None
    price = to_minor(value, currency)
    return price if price < MAX_PRICE else None


def whole_units(written: object, currency: str) -> Decimal | None:
    """The price in the currency's main unit; None if it is not a price.

    Accepts currency symbols, thousands separators and a decimal comma: `$1,299.00`, `12,99 €`. Unless the
    currency has three decimal places, a dot or comma before three digits separates thousands: `159.000 ₫`,
    `89.000` IDR.
    """
    if isinstance(written, bool) or not isinstance(written, str | int | float):
        return None
    if isinstance(written, str) and digits(currency) < THOUSANDTHS:
        written = _GROUPED.sub(lambda found: re.sub(r"[.,]", "", found[0]), written[:40])
    value = amount(written)
    return _price_in(written.strip(), currency) if value is None and isinstance(written, str) else value


def _price_in(written: str, currency: str) -> Decimal | None:
    found = (_WITH_THOUSANDTHS if digits(currency) == THOUSANDTHS else _WITH_CENTS).fullmatch(written[:40])
    if found is None:
        return None
    whole = re.sub(r"\D", "", found["whole"])
    return amount(f"{whole}.{found['part'] or 0}")


def plain(value: Decimal) -> str:
    """An amount as the menu document writes it: `0.5`, `1`."""
    return f"{value.normalize():f}"
