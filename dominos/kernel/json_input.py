"""Parses untrusted JSON with limits, for bodies, sockets and webhooks."""

import json
from collections.abc import Iterator
from typing import Any, NoReturn

MAX_BYTES = 256_000
"""Twice the largest allowed basket."""
MAX_DEPTH = 16
MAX_VALUES = 20_000
MAX_DIGITS = 30
"""Digits of a number."""


class BadJson(ValueError):
    """Invalid JSON, or values that cannot be stored or processed."""


class TooLong(BadJson):
    """More bytes than allowed."""


def load(text: str | bytes, most: int = MAX_BYTES) -> Any:
    """The value in a text of at most `most` bytes. BadJson.

    Also refused: deep nesting, very long numbers, NaN and infinity, duplicate names in an object, NUL
    characters and lone surrogates, which some later component would fail on.
    """
    if len(text) > most:
        raise TooLong(f"more than {most} bytes")
    try:
        written = text if isinstance(text, str) else text.decode()
        value = json.loads(
            written,
            object_pairs_hook=_object,
            parse_int=_whole,
            parse_float=_number,
            parse_constant=_constant,
        )
    except RecursionError:
        raise BadJson("nested too deeply") from None
    except UnicodeDecodeError:
        raise BadJson("not UTF-8") from None
    if len(written) >= MAX_VALUES or written.count("[") + written.count("{") >= MAX_DEPTH:
        _check_size(value)
    if not is_storable(written) or "\\u" in written:
        _check_texts(value)
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise BadJson("a name comes twice in one object")
    return found


def _whole(written: str) -> int:
    return int(_short(written))


def _number(written: str) -> float:
    number = float(_short(written))
    if number in (float("inf"), float("-inf")):
        raise BadJson("a number is too large")
    return number


def _short(written: str) -> str:
    if len(written) > MAX_DIGITS:
        raise BadJson("a number is too long")
    return written


def _constant(written: str) -> NoReturn:
    raise BadJson(f"{written} is no JSON")


def _levels(value: Any) -> Iterator[list[Any]]:
    """Level by level, so that depth costs no stack."""
    level = [value]
    while level:
        yield level
        level = [part for each in level for part in _parts(each)]


def _check_size(value: Any) -> None:
    values = 0
    for depth, level in enumerate(_levels(value)):
        values += len(level)
        if depth >= MAX_DEPTH:
            raise BadJson("nested too deeply")
        if values > MAX_VALUES:
            raise BadJson("too many values")


def _check_texts(value: Any) -> None:
    """What stands in a text as it is, or as an escape."""
    for level in _levels(value):
        texts = [each for each in level if isinstance(each, str)]
        names = [name for each in level if isinstance(each, dict) for name in each]
        if not all(map(is_storable, texts + names)):
            raise BadJson("a character that cannot be stored")


def _parts(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def is_storable(text: str) -> bool:
    """Whether PostgreSQL can store the text and UTF-8 encode it: no NUL, no lone surrogate."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\x00" not in text
