"""Conversions of frozen lines of quotes and orders."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from apps.menu.contract.types import LineRequest, Part

STORE_WORDS = "store_words"
"""Where a frozen line has its texts in the store's language, if the customer's differs."""


def line_request(line: dict[str, Any]) -> LineRequest:
    """The request that led to a frozen line."""
    options = {
        code: {Part(part): Decimal(amount) for part, amount in on.items()}
        for code, on in line["options"].items()
    }
    return LineRequest(
        variant=line["variant"],
        quantity=line["quantity"],
        options=options,
        second_half=line.get("second_half"),
        sides=line.get("sides", {}),
        cooking=tuple(line.get("cooking", ())),
        note=line.get("note", ""),
    )


def as_made(line: Mapping[str, Any]) -> dict[str, Any]:
    """The frozen line in the language of the store."""
    return {**as_sold(line), **line.get(STORE_WORDS, {})}


def as_sold(line: Mapping[str, Any]) -> dict[str, Any]:
    """The frozen line in the language of its customer."""
    return {name: value for name, value in line.items() if name != STORE_WORDS}


def line_body(line: LineRequest) -> dict[str, Any]:
    """The line in the form of a request."""
    options = {
        code: {str(part): str(amount) for part, amount in on.items()} for code, on in line.options.items()
    }
    body: dict[str, Any] = {"variant": line.variant, "quantity": line.quantity, "options": options}
    extras = {
        "second_half": line.second_half,
        "sides": dict(line.sides),
        "cooking": list(line.cooking),
        "note": line.note,
    }
    return body | {name: value for name, value in extras.items() if value}
