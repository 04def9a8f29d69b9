"""The request behind what was quoted or sold."""

from decimal import Decimal
from typing import Any

from apps.menu.contract.types import LineRequest, Part


def line_request(line: dict[str, Any]) -> LineRequest:
    """The request behind a frozen line."""
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


def line_body(line: LineRequest) -> dict[str, Any]:
    """The line as a client sends it."""
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
