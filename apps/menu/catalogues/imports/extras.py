"""Toppings, sides and cooking instructions of a menu file, as one list of options."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from apps.menu.catalogues.imports.notation import (
    Entry,
    Report,
    diet,
    entries,
    is_set,
    tags,
    text,
    typed_entries,
)
from apps.menu.domain import COOKING, SIDE

_GROUPS = {"Sauce": "sauce", "Cheese": "cheese", "Meat": "meat", "Vege": "vegetable"}
_MAIN_TYPE = "Pizza"
OTHER = "other"


class ExtraKind(StrEnum):
    """What a code stands for: the same code may be a topping and a side."""

    TOPPING = "topping"
    SIDE = "side"
    COOKING = "cooking"


@dataclass(slots=True)
class Extras:
    """The rows, the code of each option, and the toppings that are not exclusive or have an inverted `is_paid`."""

    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    codes: dict[tuple[ExtraKind, str], str] = field(default_factory=dict)
    nonexclusive: set[tuple[str, str]] = field(default_factory=set)
    inverts_paid: set[tuple[str, str]] = field(default_factory=set)

    def code(self, kind: ExtraKind, code: str) -> str | None:
        """The menu's code of an option of the file; None if the file does not define it."""
        return self.codes.get((kind, code))

    def define(self, kind: ExtraKind, code: str) -> str:
        """Defines an option of which the file has only the code."""
        is_side = kind is ExtraKind.SIDE
        _add(self, kind, code, {}, group=SIDE if is_side else OTHER, whole_only=is_side)
        return self.codes[kind, code]


def read_extras(source: Entry, report: Report) -> Extras:
    """Reads `Toppings`, `Sides` and `CookingInstructions`."""
    extras = Extras()
    _read_toppings(source, extras, report)
    for _, code, entry in typed_entries(source, "Sides", report):
        _add(extras, ExtraKind.SIDE, code, entry, group=SIDE, whole_only=True)
    for code, entry in entries(source, "CookingInstructions", report):
        group = text(entry, "Group", 20) or "COOKING"
        _add(
            extras,
            ExtraKind.COOKING,
            code,
            entry,
            group=COOKING,
            exclusive=group,
            whole_only=True,
            is_paid=False,
        )
    return extras


def _add(
    extras: Extras,
    kind: ExtraKind,
    code: str,
    entry: Entry,
    *,
    group: str,
    exclusive: str = "",
    whole_only: bool = False,
    is_paid: bool = True,
) -> None:
    if (kind, code) in extras.codes:
        return
    known = code if code not in extras.rows else f"{code}.{kind}"[:40]
    extras.codes[kind, code] = known
    extras.rows[known] = {
        "name": text(entry, "Name") or code,
        "group": group,
        "whole_only": whole_only,
        "exclusive_group": exclusive,
        "is_paid": is_paid,
        "diet": diet(tags(entry)),
    }


def _read_toppings(source: Entry, extras: Extras, report: Report) -> None:
    """A code means one topping on all product types; the pizza's description of it counts."""
    found = sorted(typed_entries(source, "Toppings", report), key=lambda row: row[0] != _MAIN_TYPE)
    for _, code, entry in found:
        flags = tags(entry)
        _add(
            extras,
            ExtraKind.TOPPING,
            code,
            entry,
            group=next((group for tag, group in _GROUPS.items() if is_set(flags, tag)), OTHER),
            exclusive=next((g for _, c, e in found if c == code and (g := _exclusive(e))), ""),
            whole_only=is_set(flags, "WholeOnly"),
            is_paid=not is_set(flags, "IgnoreQty"),
        )
    for product_type, code, entry in found:
        _compare(extras, product_type, code, entry, report)


def _exclusive(entry: Entry) -> str:
    return text(tags(entry), "ExclusiveGroup", 20)


def _compare(extras: Extras, product_type: str, code: str, entry: Entry, report: Report) -> None:
    """Reports where a product type describes the topping differently."""
    row, where = extras.rows[code], f"Toppings.{product_type}.{code}"
    if not _exclusive(entry):
        extras.nonexclusive.add((product_type, code))
    elif _exclusive(entry) != row["exclusive_group"]:
        report.say(where, f"exclusive group {_exclusive(entry)}; {row['exclusive_group']} counts")
    if row["is_paid"] == is_set(tags(entry), "IgnoreQty"):
        extras.inverts_paid.add((product_type, code))
    if text(entry, "Name") not in ("", row["name"]):
        report.say(where, f"named {text(entry, 'Name')!r}; {row['name']!r} counts")
