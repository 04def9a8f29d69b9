"""The small notations inside a menu file: `X=0:0.5:1:1.5,C,P`, `X=1,C=1`, `"12.99"`, tags and nested sections."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from dominos.kernel.money import MINOR_DIGITS

Entry = Mapping[str, Any]
Amounts = tuple[Decimal, ...]


@dataclass(slots=True)
class Report:
    """What an import could not take as it was, a line each, as in `Variants.14X: no price`."""

    lines: list[str] = field(default_factory=list)

    def say(self, where: str, why: str) -> None:
        """Notes a line, once."""
        line = f"{where}: {why}"
        if line not in self.lines:
            self.lines.append(line)


def entries(source: Entry, section: str, report: Report) -> Iterator[tuple[str, Entry]]:
    """The entries of a section by their codes; what is no entry is reported."""
    found = source.get(section, {})
    if not isinstance(found, Mapping):
        report.say(section, "not an object")
        return
    for code, entry in found.items():
        if not isinstance(entry, Mapping):
            report.say(f"{section}.{code}", "not an object")
        elif not 0 < len(code) <= 40:
            report.say(f"{section}.{code}", "a code has 1 to 40 characters")
        else:
            yield code, entry


def typed_entries(source: Entry, section: str, report: Report) -> Iterator[tuple[str, str, Entry]]:
    """The entries of a section that is divided by product type: type, code, entry."""
    for kind, members in entries(source, section, report):
        for code, entry in entries({kind: members}, kind, report):
            yield kind, code, entry


def text(entry: Entry, key: str, most: int = 160) -> str:
    """A text without its outer blanks, cut at `most` characters; empty where there is none."""
    value = entry.get(key)
    return value.strip()[:most] if isinstance(value, str) else ""


def tags(entry: Entry) -> dict[str, Any]:
    """The entry's tags; none where they are not an object."""
    found = entry.get("Tags")
    return dict(found) if isinstance(found, Mapping) else {}


def is_set(found: Entry, name: str) -> bool:
    """Whether a tag says yes."""
    return str(found.get(name, "")).lower() in ("true", "1", "yes")


def amount(written: object) -> Decimal | None:
    """A plain number of zero or more; None for anything else."""
    try:
        value = Decimal(str(written).strip())
    except InvalidOperation:
        return None
    return value if value.is_finite() and value >= 0 else None


def listed(written: object) -> list[str]:
    """The members of `A,B,C` or of a list."""
    parts = written.split(",") if isinstance(written, str) else written if isinstance(written, list) else []
    return [str(part).strip() for part in parts if str(part).strip()]


def quantities(written: object) -> list[str]:
    """The members of `0:0.5:1` or of a list."""
    return listed(written.replace(":", ",") if isinstance(written, str) else written)


def offer(written: object, where: str, report: Report) -> dict[str, Amounts | None]:
    """`X=0:0.5:1,C` as amounts by code; None where the amounts are left to the product's tags."""
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
    """`X=1,C=1.5` as an amount by code; a code alone counts once."""
    found: dict[str, Decimal] = {}
    for code, values in offer(written, where, report).items():
        if values is None:
            found[code] = Decimal(1)
        elif len(values) == 1:
            found[code] = values[0]
        else:
            report.say(where, f"cannot read {code!r}: more than one amount")
    return found


def minor_units(written: object, currency: str) -> int | None:
    """`"12.99"` in minor units of the currency; None for what is no price in it."""
    value = amount(written)
    if value is None:
        return None
    units = value.scaleb(MINOR_DIGITS.get(currency, 2))
    return int(units) if units == units.to_integral_value() and units < 10**9 else None


def plain(value: Decimal) -> str:
    """An amount as the menu writes it: `0.5`, `1`."""
    return f"{value.normalize():f}"
