"""Drawing a closed business day."""

from collections.abc import Iterable
from typing import Any

from fpdf.enums import Align, XPos, YPos

from apps.payments.invoices.pdf.page import BRAND, MARGIN, RULE, DocumentPdf, draw_block, draw_head
from apps.payments.ledger.day_table import SUMS, TITLES, Section, sections
from dominos.kernel.pdf.text import INK

COLUMN, GAP, BOTTOM = 82.0, 10.0, 270.0
TITLE_ROWS = 2.2
"""The height of a section's title in rows."""
LEFT = frozenset({"Orders", TITLES["sales"], "Refunds", "Chargebacks", "Tax by rate"})


def render_day_report(report: dict[str, Any]) -> bytes:
    """The PDF of a closed day's document, on one page."""
    store = report["store"]
    document = {
        "language": "en",
        "number": f"{store['code']} {report['day']}",
        "issued_at": report["closed_at"],
        "currency": report["currency"],
        "seller": {"legal_entity": report["legal_entity"], "phone": ""},
        "payment": {"is_test": False},
    }
    pdf = DocumentPdf(document | {"report": report}, "Day report")
    report = pdf.document["report"]
    pdf.add_page()
    draw_head(pdf, "DAY REPORT")
    top = _draw_facts(pdf, report)
    parts = list(sections(report, pdf.money))
    left = [part for part in parts if part.title in LEFT]
    right = [part for part in parts if part.title not in LEFT]
    height = min(5.0, (BOTTOM - top) / max(_rows(left), _rows(right)))
    _draw_column(pdf, left, MARGIN, top, height)
    _draw_column(pdf, right, MARGIN + COLUMN + GAP, top, height)
    return pdf.drawn()


def _draw_facts(pdf: DocumentPdf, report: dict[str, Any]) -> float:
    store, top = report["store"], pdf.get_y()
    closed = report["closed_at"][:16].replace("T", " ")
    who = draw_block(pdf, MARGIN, top, "Store", [f"{store['code']} {store['name']}", report["legal_entity"]])
    facts = [f"Business day {report['day']}", f"Closed {closed} UTC", f"Amounts in {report['currency']}"]
    return max(who, draw_block(pdf, MARGIN + COLUMN + GAP, top, "Details", facts)) + 5


def _rows(parts: Iterable[Section]) -> float:
    return sum(TITLE_ROWS + len(part.rows) for part in parts)


def _draw_column(pdf: DocumentPdf, parts: Iterable[Section], x: float, top: float, height: float) -> None:
    y = top
    for part in parts:
        pdf.set_xy(x, y)
        pdf.write_style(9, BRAND, "B")
        pdf.cell(COLUMN, height * 1.2, part.title, new_x=XPos.LEFT, new_y=YPos.NEXT)
        pdf.set_draw_color(*RULE)
        pdf.line(x + 1, pdf.get_y(), x + COLUMN, pdf.get_y())
        for name, figure in part.rows:
            pdf.write_style(8, INK, "B" if name.split()[-1] in SUMS else "")
            pdf.set_x(x)
            pdf.cell(COLUMN - 30, height, name)
            pdf.cell(30, height, figure, align=Align.R, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        y = pdf.get_y() + height
