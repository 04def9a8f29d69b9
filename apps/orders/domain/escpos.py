"""Slips as the bytes that receipt printers take: the part of ESC/POS which all of them understand."""

import textwrap
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest

from apps.orders.domain.slips import Look, Row

CODE_PAGES: Mapping[str, int] = {"cp437": 0, "cp850": 2, "cp1252": 16, "cp866": 17, "cp852": 18, "cp858": 19}
"""Python's names of code pages, with the number by which a printer chooses each (Epson's table)."""
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


def rendered(
    rows: Iterable[Row], *, columns: int, code_page: str, opens_drawer: bool = False, has_logo: bool = False
) -> bytes:
    """The slip for paper of so many characters; what the code page has no character for loses its accents, or is "?".

    With a drawer, it opens first; the logo is the one that the printer keeps.
    """
    parts = [INITIALIZE, b"\x1bt" + bytes([CODE_PAGES[code_page]])]
    parts += [OPEN_DRAWER] * opens_drawer + [PRINT_LOGO] * has_logo
    for row in rows:
        if row.is_cut:
            parts.append(CUT_PAPER)
            continue
        start, end = _LOOKS[row.look]
        lines = laid_out(row, columns // 2 if row.look is Look.BIG else columns)
        parts += [start, *(_encoded(line, code_page) + b"\n" for line in lines), end]
    return b"".join(parts)


def laid_out(row: Row, columns: int) -> list[str]:
    """The row as lines of at most so many characters."""
    if row.is_rule:
        return ["-" * columns]
    if row.halves is not None:
        return list(_side_by_side(*row.halves, columns))
    left, right = _printable(row.left), _printable(row.right)
    room = columns - len(right) - 1 if right else columns
    if right and len(left) > room:
        return [*_wrapped(left, columns), *(line.rjust(columns) for line in _wrapped(right, columns))]
    if right:
        return [left.ljust(columns - len(right)) + right]
    return _wrapped(left, columns)


def _side_by_side(left: Sequence[str], right: Sequence[str], columns: int) -> Iterator[str]:
    width = (columns - 3) // 2
    sides = [
        [line for words in side for line in _wrapped(_printable(words), width)] for side in (left, right)
    ]
    yield f"+{'-' * width}+{'-' * width}+"
    for one, other in zip_longest(*sides, fillvalue=""):
        yield f"|{one.ljust(width)}|{other.ljust(width)}|"
    yield f"+{'-' * width}+{'-' * width}+"


def _wrapped(text: str, columns: int) -> list[str]:
    indent = " " * (len(text) - len(text.lstrip()))
    return textwrap.wrap(text, columns, subsequent_indent=indent, drop_whitespace=True) or [""]


def _printable(text: str) -> str:
    """Without control characters: what somebody wrote commands no printer."""
    return "".join(character if character.isprintable() else " " for character in text)


def _encoded(text: str, code_page: str) -> bytes:
    return b"".join(_character(character, code_page) for character in unicodedata.normalize("NFC", text))


def _character(character: str, code_page: str) -> bytes:
    for form in (character, unicodedata.normalize("NFKD", character)[:1]):
        try:
            return form.encode(code_page)
        except UnicodeEncodeError:
            continue
    return b"?"
