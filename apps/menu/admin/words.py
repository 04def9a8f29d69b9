"""Formats values of a menu document for the people who decide about publishing them."""

from collections.abc import Mapping
from typing import Any

from dominos.kernel.admin_amounts import shown

AMOUNTS = frozenset({"price", "crust_surcharge", "topping_price", "deposit", "unit_steps", "min_subtotal"})
NOTHING = "–"


def in_words(field: str, value: Any, currency: str) -> str:
    """The formatted value of a field: amounts with their currency, lists separated by commas."""
    if value is None or value in ([], {}, ""):
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {in_words(str(name), part, currency)}" for name, part in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(in_words(field, part, currency) for part in value)
    return shown(value, currency) if field in AMOUNTS and isinstance(value, int) else str(value)


def changes_in_words(changes: Mapping[str, tuple[Any, Any]], currency: str) -> list[tuple[str, str, str]]:
    """The fields that would change, each with its formatted value before and after."""
    return [
        (field.replace("_", " "), in_words(field, before, currency), in_words(field, after, currency))
        for field, (before, after) in changes.items()
    ]
