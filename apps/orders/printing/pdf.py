"""Slips as PDFs of a roll's width, for whatever printer there is while the receipt printer does not print."""

from collections.abc import Iterable

from fpdf import FPDF
from fpdf.enums import XPos, YPos

from apps.orders.domain.escpos import laid_out, spelt
from apps.orders.domain.slips import Look, Row

WIDTH, MARGIN, COLUMNS = 80.0, 4.0, 42
FONT, SIZE, LINE = "Courier", 8.2, 3.6
CODE_PAGE = "latin-1"
"""What the fonts that every reader of PDFs has can write."""


def drawn(rows: Iterable[Row]) -> bytes:
    """The slip, each piece of paper a page as long as its rows."""
    pages: list[list[Row]] = [[]]
    for row in (spelt(row, CODE_PAGE) for row in rows):
        if row.is_cut:
            pages.append([])
        else:
            pages[-1].append(row)
    pdf = FPDF(unit="mm")
    pdf.set_margin(MARGIN)
    pdf.set_auto_page_break(False)
    for page in filter(None, pages):
        _draw_page(pdf, page)
    return bytes(pdf.output())


def _draw_page(pdf: FPDF, rows: list[Row]) -> None:
    lines = [(row.look, line) for row in rows for line in _lines_of(row)]
    height = sum(LINE * (2 if look is Look.BIG else 1) for look, _ in lines) + 2 * MARGIN
    pdf.add_page(format=(WIDTH, max(height, WIDTH)))
    pdf.set_fill_color(0)
    for look, line in lines:
        is_big, is_inverted = look is Look.BIG, look is Look.INVERTED
        pdf.set_font(FONT, "" if look is Look.PLAIN else "B", SIZE * (2 if is_big else 1))
        pdf.set_text_color(255 if is_inverted else 0)
        pdf.cell(
            WIDTH - 2 * MARGIN,
            LINE * (2 if is_big else 1),
            line,
            fill=is_inverted,
            new_x=XPos.LMARGIN,
            new_y=YPos.NEXT,
        )


def _lines_of(row: Row) -> list[str]:
    return laid_out(row, COLUMNS // 2 if row.look is Look.BIG else COLUMNS)
