"""Parses the plain text of a mail for its HTML version: paragraphs, a bill, a button.

The text is the single source of the content, in every language; its form tells what each part is.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_LINE = re.compile(r"(?P<quantity>\d+) x (?P<name>.+?)(?:  (?P<price>\S.*))?")
_SUM = re.compile(r"(?P<name>\S.*?)  (?P<price>\S.*)")
"""Two spaces precede an amount, where a column would begin."""
MAX_CAPTION = 40
"""Characters of a button's caption."""


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the text. A button's caption is in `text`; a bill has `lines`: quantity or "", name, price or ""."""

    is_button: bool = False
    text: str = ""
    lines: tuple[tuple[str, str, str], ...] = ()


def blocks_of(text: str, link: str, caption: str) -> Iterator[Block]:
    """The parts in order.

    A line that is the link becomes a button, whose caption is a short preceding line that ends in a colon,
    else `caption`; a longer line is kept as text. Lines such as "2 x Margherita  €27.98" and, after those,
    "Total  €27.98" form a bill.
    """
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        yield from _of_paragraph(paragraph.split("\n"), link, caption)


def _of_paragraph(lines: list[str], link: str, caption: str) -> Iterator[Block]:
    plain: list[str] = []
    bill: list[tuple[str, str, str]] = []
    for line in lines:
        if found := _LINE.fullmatch(line):
            if plain:
                yield from _written(plain, bill)
                plain, bill = [], []
            bill.append((found["quantity"], found["name"], found["price"] or ""))
        elif bill and (found := _SUM.fullmatch(line)):
            bill.append(("", found["name"], found["price"]))
        elif link and line.strip() == link:
            named = plain[-1].rstrip(": ") if plain and plain[-1].endswith(":") else ""
            if is_short := 0 < len(named) <= MAX_CAPTION:
                plain.pop()
            yield from _written(plain, bill)
            plain, bill = [], []
            yield Block(is_button=True, text=named if is_short else caption)
        else:
            plain.append(line)
    yield from _written(plain, bill)


def _written(plain: list[str], bill: list[tuple[str, str, str]]) -> Iterator[Block]:
    if bill:
        yield Block(lines=tuple(bill))
    if plain:
        yield Block(text="\n".join(plain))
