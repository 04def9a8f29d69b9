"""Rejects card numbers: clients send tokens only."""

import re
from collections.abc import Iterator
from typing import Any

from dominos.kernel.contact import holds_card_number, passes_luhn
from dominos.kernel.errors import FieldError, Invalid

_SEPARATORS = re.compile(r"[\s\-.]")
_UUID = re.compile(r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", re.IGNORECASE)
_DIGITS = re.compile(r"(?<!\d)\d{13,19}(?!\d)")


def refuse_card_numbers(data: Any) -> None:
    """Raises Invalid for fields that hold one. Called before validators, whose messages may repeat the value."""
    message = "This looks like a card number. Send the token your card form gave you."
    fields = sorted(set(fields_with_card_numbers(data)))
    if fields:
        raise Invalid(errors=[FieldError(field, message, "card-number") for field in fields])


def looks_like_card_number(value: object) -> bool:
    """Whether text or a number holds 13 to 19 digits that pass the Luhn check (ISO/IEC 7812); ids do not."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return False
    text = _UUID.sub("", str(value))
    return holds_card_number(text) or any(map(passes_luhn, _DIGITS.findall(_SEPARATORS.sub("", text))))


def fields_with_card_numbers(data: Any, path: str = "") -> Iterator[str]:
    """The dotted paths of fields that look like a card number, by value or by name."""
    if isinstance(data, dict):
        for name, value in data.items():
            known = "body" if looks_like_card_number(name) else str(name)
            if known == "body":
                yield f"{path}.body".lstrip(".")
            yield from fields_with_card_numbers(value, f"{path}.{known}".lstrip("."))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from fields_with_card_numbers(value, f"{path}.{index}".lstrip("."))
    elif looks_like_card_number(data):
        yield path or "body"
