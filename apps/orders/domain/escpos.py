"""Encodes slips for receipt printers, in the subset of ESC/POS that all of them understand."""

import textwrap
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest

from apps.orders.domain.slips import ENGLISH, UNPRINTED, Look, Row, Speech

CODE_PAGES: Mapping[str, int] = {"cp437": 0, "cp850": 2, "cp1252": 16, "cp866": 17, "cp852": 18, "cp858": 19}
"""Python's names of code pages, with the printer's number of each (Epson's table)."""
INITIALIZE, CUT_PAPER = b"\x1b@", b"\x1dVB\x03"
OPEN_DRAWER, PRINT_LOGO = b"\x1bp\x00\x19\xfa", b"\x1cp\x01\x00"
ASK_PAPER, NO_PAPER = b"\x1dr\x01", 0x0C
"""Asks, once all before it is through, about the paper; the bits of the one byte answered that say there is none."""
_LOOKS: Mapping[Look, tuple[bytes, bytes]] = {
    Look.PLAIN: (b"", b""),
    Look.BOLD: (b"\x1bE\x01", b"\x1bE\x00"),
    Look.BIG: (b"\x1d!\x11", b"\x1d!\x00"),
    Look.INVERTED: (b"\x1dB\x01", b"\x1dB\x00"),
}

_SPELLINGS: Mapping[str, str] = {
    **dict.fromkeys("\u2018\u2019\u201a\u2032\u00b4", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u2033\u00ab\u00bb", '"'),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
    "\u2026": "...",
    "\u2044": "/",
    "\u2022": "*",
    "\u00b7": "*",
    "\u00d7": "x",
    "€": "EUR",
    "£": "GBP",
    "ß": "ss",
    "ẞ": "SS",
    "æ": "ae",
    "Æ": "AE",
    "œ": "oe",
    "Œ": "OE",
    "ø": "o",
    "Ø": "O",
    "ł": "l",
    "Ł": "L",
    "đ": "d",
    "Đ": "D",
    "ð": "d",
    "Ð": "D",
    "þ": "th",
    "Þ": "Th",
    "ı": "i",
    "ħ": "h",
    "Ħ": "H",
    "ŋ": "ng",
}
"""Common typographic characters that code pages lack, and their ASCII replacements."""


def rendered(
    rows: Iterable[Row],
    *,
    columns: int,
    code_page: str,
    opens_drawer: bool = False,
    has_logo: bool = False,
    speech: Speech = ENGLISH,
) -> bytes:
    """The slip as bytes, for paper of `width` characters, in the code page.

    With a drawer, it opens first; the logo is the one stored in the printer. If the code page lacks
    characters, a line at the top says that the slip is incomplete.
    """
    written = list(rows)
    printed = [spelt(row, code_page) for row in written]
    if _question_marks(printed) > _question_marks(written):
        printed.insert(0, spelt(Row(speech.gettext(UNPRINTED), look=Look.INVERTED), code_page))
    parts = [INITIALIZE, b"\x1bt" + bytes([CODE_PAGES[code_page]])]
    parts += [OPEN_DRAWER] * opens_drawer + [PRINT_LOGO] * has_logo
    for row in printed:
        if row.is_cut:
            parts.append(CUT_PAPER)
            continue
        start, end = _LOOKS[row.look]
        lines = laid_out(row, columns // 2 if row.look is Look.BIG else columns)
        parts += [start, *(line.encode(code_page) + b"\n" for line in lines), end]
    return b"".join(parts)


def _question_marks(rows: Iterable[Row]) -> int:
    return sum(text.count("?") for row in rows for text in row.texts())


def laid_out(row: Row, columns: int) -> list[str]:
    """The row as lines of at most `width` characters."""
    if row.is_rule:
        return ["-" * columns]
    if row.halves is not None:
        return list(_side_by_side(*row.halves, columns))
    left, right = row.left, row.right
    room = columns - len(right) - 1 if right else columns
    if right and len(left) > room:
        return [*_wrapped(left, columns), *(line.rjust(columns) for line in _wrapped(right, columns))]
    if right:
        return [left.ljust(columns - len(right)) + right]
    return _wrapped(left, columns)


def _side_by_side(left: Sequence[str], right: Sequence[str], columns: int) -> Iterator[str]:
    width = (columns - 3) // 2
    sides = [[line for words in side for line in _wrapped(words, width)] for side in (left, right)]
    yield f"+{'-' * width}+{'-' * width}+"
    for one, other in zip_longest(*sides, fillvalue=""):
        yield f"|{one.ljust(width)}|{other.ljust(width)}|"
    yield f"+{'-' * width}+{'-' * width}+"


def _wrapped(text: str, columns: int) -> list[str]:
    indent = " " * min(len(text) - len(text.lstrip()), columns // 2)
    return textwrap.wrap(indent + text.lstrip(), columns, subsequent_indent=indent, drop_whitespace=True) or [
        ""
    ]


def spelt(row: Row, code_page: str) -> Row:
    """The row in characters of the code page: others are replaced, lose their accents, or become "?".

    Done before layout, because a replacement may be longer: ½ becomes 1/2.
    """
    left, right = _spelt(row.left, code_page), _spelt(row.right, code_page)
    halves = None
    if row.halves is not None:
        one, other = ([_spelt(words, code_page) for words in half] for half in row.halves)
        halves = (one, other)
    return replace(row, left=left, right=right, halves=halves)


def _spelt(text: str, code_page: str) -> str:
    signs = unicodedata.normalize("NFC", text)
    return "".join(_sign(sign, code_page) if sign.isprintable() else _blank(sign) for sign in signs)


def _blank(sign: str) -> str:
    """What is not printable: nothing for what is invisible, else a blank; what somebody wrote commands no printer."""
    return "" if unicodedata.category(sign) == "Cf" else " "


def _sign(sign: str, code_page: str) -> str:
    if _fits(sign, code_page):
        return sign
    parts = _SPELLINGS.get(sign) or unicodedata.normalize("NFKD", sign)
    letters = "".join(_SPELLINGS.get(part, part) for part in parts if unicodedata.category(part) != "Mn")
    if not _fits(letters, code_page):
        return "?"
    is_number = unicodedata.category(sign) == "No"  # of which 1½ has two
    return f" {letters}" if is_number else letters


def _fits(text: str, code_page: str) -> bool:
    try:
        text.encode(code_page)
    except UnicodeEncodeError:
        return False
    return True
