"""The page layout of invoices and credit notes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from fpdf.enums import Align, XPos, YPos

from apps.payments.invoices.pdf.language import Speech
from dominos.kernel.pdf.text import INK, TextPdf, composed, texts_of

MUTED, RULE, BRAND, ZEBRA = (
    (108, 117, 125),
    (206, 212, 218),
    (0, 100, 145),
    (246, 248, 250),
)
WHITE = (255, 255, 255)
MARGIN, WIDTH, ROW = 18.0, 174.0, 6.5
LINE = 4.6
"""Millimetres: the height of a further line of a wrapped name."""
TEST_NOTICE = "TEST PAYMENT - NO MONEY MOVED"


class DocumentPdf(TextPdf):
    """One document on A4, with page numbers at the foot."""

    def __init__(self, document: dict[str, Any], title: str) -> None:
        super().__init__()
        self.document, self.speech = composed(document), Speech(document)
        self.set_creation_date(datetime.fromisoformat(document["issued_at"]))
        self.set_title(f"{title} {document['number']}")
        self.set_author(document["seller"]["legal_entity"])
        self.set_lang(self.speech.language)
        self.set_margins(MARGIN, 16, MARGIN)
        self.set_auto_page_break(auto=True, margin=24)
        self.add_fonts([*texts_of(self.document), *self.speech.texts(), title, TEST_NOTICE])
        self.alias_nb_pages()

    def footer(self) -> None:
        self.set_y(-16)
        self.write_style(7, MUTED)
        seller = self.document["seller"]
        self.cell(WIDTH - 20, 5, " · ".join(filter(None, (seller["legal_entity"], seller["phone"]))))
        # The number of pages is filled in later, which what is shaped already does not allow.
        self.set_text_shaping(False)
        self.cell(20, 5, f"{self.page_no()}/{{nb}}", align=Align.R)
        self.set_text_shaping(self.is_shaped)

    def money(self, amount: int) -> str:
        """An amount in the document's currency, formatted for its language."""
        return self.speech.money(amount)


def draw_head(pdf: DocumentPdf, title: str) -> None:
    """Draws title, number, and the notice of a test."""
    document = pdf.document
    pdf.set_fill_color(*BRAND)
    pdf.rect(0, 0, 210, 4, style="F")
    pdf.set_y(14)
    pdf.write_style(20, BRAND, "B")
    pdf.cell(WIDTH / 2, 10, title)
    pdf.write_style(11, INK, "B")
    pdf.cell(WIDTH / 2, 10, document["number"], align=Align.R, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    if document["payment"]["is_test"]:
        pdf.write_style(8, (176, 42, 55), "B")
        pdf.cell(WIDTH, 5, TEST_NOTICE, align=Align.R, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    pdf.ln(5)


def draw_parties(pdf: DocumentPdf, facts: Sequence[str]) -> None:
    """Draws seller, buyer, and further details."""
    document, say = pdf.document, pdf.speech
    seller, top = document["seller"], pdf.get_y()
    lines = [seller["legal_entity"], seller["store"], seller["street"], seller["city"], seller["phone"]]
    bottom = draw_block(pdf, MARGIN, top, say["from"], lines)
    bottom = max(
        bottom, draw_block(pdf, MARGIN + 72, top, say["to"], [document["buyer"]["name"] or say["customer"]])
    )
    bottom = max(bottom, draw_block(pdf, MARGIN + 126, top, say["details"], list(facts)))
    pdf.set_xy(MARGIN, bottom + 7)


def draw_block(pdf: DocumentPdf, x: float, y: float, title: str, lines: list[str]) -> float:
    """Draws a titled block and returns the y position of its end."""
    pdf.set_xy(x, y)
    pdf.write_style(7, MUTED, "B")
    pdf.cell(60, 5, title.upper(), new_x=XPos.LEFT, new_y=YPos.NEXT)
    for index, line in enumerate(filter(None, lines)):
        pdf.write_style(9, INK, "B" if index == 0 else "")
        pdf.set_x(x)
        pdf.multi_cell(60 if x == MARGIN else 50, 4.8, line, align=Align.L, new_x=XPos.LEFT, new_y=YPos.NEXT)
    return pdf.get_y()


def draw_table_head(pdf: DocumentPdf, names: Sequence[str], widths: Sequence[float]) -> None:
    """Draws the head of a table of lines: two columns of text, the others of figures."""
    pdf.set_fill_color(*BRAND)
    pdf.write_style(8, WHITE, "B")
    for index, (name, width) in enumerate(zip(names, widths, strict=True)):
        pdf.cell(width, 7, name, fill=True, align=_side(index))
    pdf.ln(7)


def wrapped_height(pdf: DocumentPdf, name: str, width: float) -> float:
    """The height of a table row whose name is wrapped within its column."""
    return ROW + LINE * (_count_lines(pdf, name, width) - 1)


def _count_lines(pdf: DocumentPdf, text: str, width: float) -> int:
    pdf.write_style(9)
    lines: Any = pdf.multi_cell(width, LINE, text, align=Align.L, dry_run=True, output="LINES")
    return max(len(lines), 1)


def draw_row(pdf: DocumentPdf, values: Sequence[str], widths: Sequence[float]) -> None:
    """Draws a row of the table, its name wrapped within its column; the caller moves below it."""
    pdf.write_style(9)
    left, top = pdf.get_x(), pdf.get_y()
    for index, (value, width) in enumerate(zip(values, widths, strict=True)):
        x = left + sum(widths[:index])
        if index == NAME and _count_lines(pdf, value, width) > 1:
            pdf.set_xy(x, top + (ROW - LINE) / 2)
            pdf.multi_cell(width, LINE, value, align=Align.L)
        else:
            pdf.set_xy(x, top)
            pdf.cell(width, ROW, value, align=_side(index))
    pdf.set_xy(left, top)


NAME = 1
"""The index of the table column with names."""


def _side(index: int) -> Align:
    return Align.L if index < 2 else Align.R


def draw_total(pdf: DocumentPdf, label: str, value: str, size: float, height: float, style: str = "") -> None:
    """Draws one row of the sums."""
    pdf.set_x(MARGIN + 102)
    pdf.write_style(size, INK, style)
    pdf.cell(32, height, label)
    pdf.cell(40, height, value, align=Align.R, new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def draw_taxes(pdf: DocumentPdf, taxes: list[dict[str, Any]]) -> None:
    """Draws one row per tax rate."""
    say = pdf.speech
    keep_together(pdf, 14 + 6 * len(taxes))
    widths = (24.0, 34.0, 34.0, 34.0)
    pdf.write_style(7.5, MUTED, "B")
    for name, width in zip(("tax_rate", "net", "tax", "gross"), widths, strict=True):
        pdf.cell(width, 5.5, say[name], align=Align.L if name == "tax_rate" else Align.R)
    pdf.ln(5.5)
    draw_rule(pdf, sum(widths))
    pdf.write_style(8.5)
    for tax in taxes:
        values = (say.percent(tax["percent"]), *(pdf.money(tax[name]) for name in ("net", "tax", "gross")))
        for index, (value, width) in enumerate(zip(values, widths, strict=True)):
            pdf.cell(width, 6, value, align=Align.R if index else Align.L)
        pdf.ln(6)
    pdf.ln(6)


def keep_together(pdf: DocumentPdf, height: float) -> None:
    """Starts a new page unless `height` (mm) is left."""
    if pdf.will_page_break(height):
        pdf.add_page()


def draw_rule(pdf: DocumentPdf, width: float = WIDTH) -> None:
    """Draws a thin line across."""
    pdf.set_draw_color(*RULE)
    pdf.line(MARGIN, pdf.get_y(), MARGIN + width, pdf.get_y())
