"""Slips as PDFs of receipt width, in every script, for use while the receipt printer is down."""

from collections.abc import Iterable, Sequence

from fpdf.enums import XPos, YPos

from apps.orders.domain.slips import Look, Row
from dominos.kernel.pdf.text import TextPdf, composed

WIDTH, MARGIN = 80.0, 4.0
ROOM, GAP = WIDTH - 2 * MARGIN, 2.0
LONGEST = 5_000.0
"""Points: the maximal page length of the PDF standard. A page of this length is drawn first to measure the content."""
SIZE, LINE = 8.0, 3.6
BLACK, WHITE = (0, 0, 0), (255, 255, 255)


def drawn(rows: Iterable[Row]) -> bytes:
    """The slip as a PDF; each piece of paper is a page as long as its rows."""
    pages: list[list[Row]] = [[]]
    for row in rows:
        if row.is_cut:
            pages.append([])
        else:
            pages[-1].append(row)
    pages = [page for page in pages if page]
    pdf = _paper(pages)
    for page in pages:
        height = _draw_page(pdf, page, LONGEST)
        del pdf.pages[pdf.page]
        pdf.page -= 1
        _draw_page(pdf, page, max(height, WIDTH))
    return pdf.drawn()


def _paper(pages: Sequence[Sequence[Row]]) -> TextPdf:
    pdf = TextPdf()
    pdf.set_margin(MARGIN)
    pdf.c_margin = 0
    pdf.set_auto_page_break(False)
    pdf.add_fonts([composed(text) for page in pages for row in page for text in row.texts()])
    return pdf


def _draw_page(pdf: TextPdf, rows: Sequence[Row], height: float) -> float:
    """How much of the height was needed."""
    pdf.add_page(format=(WIDTH, height))
    for row in rows:
        _draw(pdf, row)
    return pdf.get_y() + MARGIN


def _draw(pdf: TextPdf, row: Row) -> None:
    is_big, is_inverted = row.look is Look.BIG, row.look is Look.INVERTED
    style = "" if row.look is Look.PLAIN else "B"
    pdf.write_style(SIZE * (2 if is_big else 1), WHITE if is_inverted else BLACK, style)
    line = LINE * (2 if is_big else 1)
    if row.is_rule:
        pdf.line(MARGIN, pdf.get_y() + line / 2, MARGIN + ROOM, pdf.get_y() + line / 2)
        pdf.ln(line)
    elif row.halves is not None:
        _draw_halves(pdf, *row.halves)
    else:
        _draw_text(pdf, composed(row.left), composed(row.right), line, is_inverted=is_inverted)


def _draw_text(pdf: TextPdf, left: str, right: str, line: float, *, is_inverted: bool) -> None:
    """The right text stands beside the last line of the left one where it has room, else below."""
    indent = pdf.get_string_width(" ") * (len(left) - len(left.lstrip()))
    pdf.set_x(MARGIN + indent)
    top = pdf.get_y()
    _write(pdf, ROOM - indent, line, left.lstrip() or " ", is_inverted=is_inverted)
    if right:
        if indent + pdf.get_string_width(left.lstrip()) + GAP + pdf.get_string_width(right) <= ROOM:
            pdf.set_y(top)
        _write(pdf, ROOM, line, right, align="R")


def _draw_halves(pdf: TextPdf, left: Sequence[str], right: Sequence[str]) -> None:
    """Two columns in a frame."""
    top, width = pdf.get_y(), ROOM / 2
    bottoms = []
    for column, side in enumerate((left, right)):
        pdf.set_xy(MARGIN + column * width + GAP / 2, top + GAP / 2)
        _write(pdf, width - GAP, LINE, "\n".join(map(composed, side)) or " ")
        bottoms.append(pdf.get_y() + GAP / 2)
    for column in range(2):
        pdf.rect(MARGIN + column * width, top, width, max(bottoms) - top)
    pdf.set_y(max(bottoms))


def _write(
    pdf: TextPdf, width: float, line: float, text: str, *, align: str = "L", is_inverted: bool = False
) -> None:
    pdf.set_fill_color(0)
    pdf.multi_cell(width, line, text, align=align, fill=is_inverted, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
