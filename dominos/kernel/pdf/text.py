"""A PDF that writes texts in every script, with the glyphs that these need and no others."""

import logging
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from fpdf import FPDF
from fpdf.bidi import BidiParagraph
from fpdf.line_break import Fragment, TextLine

from dominos.kernel.pdf.fonts import BASE, cuts_of, needs_shaping

# It tells of every glyph it leaves out.
logging.getLogger("fontTools").setLevel(logging.WARNING)

type Color = tuple[int, int, int]
INK: Color = (33, 37, 41)


class _Line(TextLine):
    """A line whose parts stand as the bidirectional algorithm has them (UAX 9, L2).

    fpdf2 2.8 knows two directions and no levels: within Hebrew that stands in English, it puts a number on the wrong
    side of its words.
    """

    def get_ordered_fragments(self) -> list[Fragment]:
        """The parts from the left to the right."""
        parts = [part for part in self.fragments if part.string]
        if not parts or not parts[0].text_shaping_parameters:
            return super().get_ordered_fragments()
        text, direction = "".join(part.string for part in parts), parts[0].paragraph_direction
        line = BidiParagraph(text, direction, preserve_bn_chars=True)
        starts = [sum(len(part.string) for part in parts[:n]) for n in range(len(parts))]
        levels = [line.get_characters()[start].embedding_level for start in starts]
        for level in range(max(levels), 0, -1):
            parts, levels = _reversed_from(level, parts, levels)
        return parts


def _reversed_from(level: int, parts: list[Fragment], levels: list[int]) -> tuple[list[Fragment], list[int]]:
    """Each run of parts of this level and above from its end."""
    ordered: list[tuple[Fragment, int]] = []
    for is_above, run in groupby(zip(parts, levels, strict=True), lambda each: each[1] >= level):
        ordered += list(run)[:: -1 if is_above else 1]
    return [part for part, _ in ordered], [each for _, each in ordered]


class TextPdf(FPDF):
    """A4, in millimetres; the texts that will be written have to be told first."""

    def __init__(self) -> None:
        super().__init__(format="A4", unit="mm")

    def add_fonts(self, texts: Sequence[str]) -> None:
        """Adds what writes the texts. fpdf2 reads fonts from files, when they are added and once more at the end."""
        self._files = TemporaryDirectory(prefix="document-fonts-")
        families = []
        for family, style, content in cuts_of(texts):
            path = Path(self._files.name) / f"{family}{style}.ttf"
            path.write_bytes(content)
            self.add_font(family, style, path)
            families.append(family)
        self.set_fallback_fonts([family for family in dict.fromkeys(families) if family != BASE])
        self.is_shaped = any(needs_shaping(character) for text in texts for character in text)
        self.set_text_shaping(self.is_shaped)

    def _render_styled_text_line(self, text_line: TextLine, *how: Any, **more: Any) -> bool:
        """A line; after one in another font than that of the document, fpdf2 2.8 wrongly takes this one for set."""
        is_broken = super()._render_styled_text_line(_Line(*text_line), *how, **more)
        if any(part.font is not self.current_font for part in text_line.fragments):
            self.current_font_is_set_on_page = False
        return is_broken

    def drawn(self) -> bytes:
        """The finished PDF."""
        with self._files:
            return bytes(self.output())

    def write_style(self, size: float, color: Color = INK, style: str = "") -> None:
        """Font size in points, colour and weight of what is written next."""
        self.set_font(BASE, style, size)
        self.set_text_color(*color)


def composed[T](value: T) -> T:
    """The document with every text in the composed form (NFC), for which fonts have their glyphs."""
    made: Any = value
    if isinstance(value, str):
        made = unicodedata.normalize("NFC", value)
    elif isinstance(value, Mapping):
        made = {name: composed(part) for name, part in value.items()}
    elif isinstance(value, list | tuple):
        made = [composed(part) for part in value]
    found: T = made
    return found


def texts_of(value: Any) -> Iterator[str]:
    """Every text in a document."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from texts_of(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from texts_of(part)
