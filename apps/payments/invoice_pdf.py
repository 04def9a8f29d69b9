"""Drawing an invoice as a PDF. The same document gives the same bytes, today and next year."""

import io
from datetime import datetime
from pathlib import Path
from typing import Any

import segno
from fpdf import FPDF
from fpdf.enums import Align, XPos, YPos

from dominos.kernel.money import Money

FONTS = Path(__file__).parent / "fonts"
FONT = "DejaVu"
INK, MUTED, RULE, BRAND, ZEBRA = (
    (33, 37, 41),
    (108, 117, 125),
    (206, 212, 218),
    (0, 100, 145),
    (246, 248, 250),
)
MARGIN, WIDTH = 18.0, 174.0
COLUMNS = (10.0, 92.0, 14.0, 28.0, 30.0)
TEST_NOTICE = "TEST PAYMENT - NO MONEY MOVED"
METHODS = {"card": "Card", "cash": "Cash on delivery"}


class InvoicePdf(FPDF):
    """One invoice on A4, page numbers at the foot."""

    def __init__(self, document: dict[str, Any]) -> None:
        super().__init__(format="A4", unit="mm")
        self.document = document
        self.set_creation_date(datetime.fromisoformat(document["issued_at"]))
        self.set_title(f"Invoice {document['number']}")
        self.set_author(document["seller"]["legal_entity"])
        self.set_lang("en")
        self.set_margins(MARGIN, 16, MARGIN)
        self.set_auto_page_break(auto=True, margin=24)
        self.add_font(FONT, "", FONTS / "DejaVuSans.ttf")
        self.add_font(FONT, "B", FONTS / "DejaVuSans-Bold.ttf")
        self.alias_nb_pages()

    def footer(self) -> None:
        self.set_y(-16)
        self.write_style(7, MUTED)
        seller = self.document["seller"]
        self.cell(WIDTH - 20, 5, f"{seller['legal_entity']} · {seller['phone']}")
        self.cell(20, 5, f"{self.page_no()}/{{nb}}", align=Align.R)

    def write_style(self, size: float, color: tuple[int, int, int] = INK, style: str = "") -> None:
        """Font size in points, colour and weight of what is written next."""
        self.set_font(FONT, style, size)
        self.set_text_color(*color)

    def money(self, amount: int) -> str:
        """An amount of the invoice's currency, with a true minus sign."""
        return str(Money(amount, self.document["currency"])).replace("-", "\u2212")


def render_invoice(document: dict[str, Any]) -> bytes:
    """The PDF of an invoice's document."""
    pdf = InvoicePdf(document)
    pdf.add_page()
    _draw_head(pdf, document)
    _draw_parties(pdf, document)
    _draw_lines(pdf, document["lines"])
    _draw_totals(pdf, document["amounts"])
    _draw_taxes(pdf, document["taxes"])
    _draw_payment(pdf, document)
    return bytes(pdf.output())


def _draw_head(pdf: InvoicePdf, document: dict[str, Any]) -> None:
    pdf.set_fill_color(*BRAND)
    pdf.rect(0, 0, 210, 4, style="F")
    pdf.set_y(14)
    pdf.write_style(20, BRAND, "B")
    pdf.cell(WIDTH / 2, 10, "INVOICE")
    pdf.write_style(11, INK, "B")
    pdf.cell(WIDTH / 2, 10, document["number"], align=Align.R, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    if document["payment"]["is_test"]:
        pdf.write_style(8, (176, 42, 55), "B")
        pdf.cell(WIDTH, 5, TEST_NOTICE, align=Align.R, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    pdf.ln(5)


def _draw_parties(pdf: InvoicePdf, document: dict[str, Any]) -> None:
    seller, top = document["seller"], pdf.get_y()
    lines = [seller["legal_entity"], seller["store"], seller["street"], seller["city"], seller["phone"]]
    bottom = _block(pdf, MARGIN, top, "From", lines)
    bottom = max(bottom, _block(pdf, MARGIN + 72, top, "To", [document["buyer"]["name"] or "Customer"]))
    facts = [
        f"Issued {document['issued_on']}",
        f"Supplied {document['sold_on']}",
        f"Order {document['order']['number']}",
    ]
    bottom = max(bottom, _block(pdf, MARGIN + 126, top, "Details", facts))
    pdf.set_xy(MARGIN, bottom + 7)


def _block(pdf: InvoicePdf, x: float, y: float, title: str, lines: list[str]) -> float:
    """Writes a titled block and returns where it ends."""
    pdf.set_xy(x, y)
    pdf.write_style(7, MUTED, "B")
    pdf.cell(60, 5, title.upper(), new_x=XPos.LEFT, new_y=YPos.NEXT)
    for index, line in enumerate(filter(None, lines)):
        pdf.write_style(9, INK, "B" if index == 0 else "")
        pdf.set_x(x)
        pdf.multi_cell(60 if x == MARGIN else 50, 4.8, line, align=Align.L, new_x=XPos.LEFT, new_y=YPos.NEXT)
    return pdf.get_y()


def _draw_lines(pdf: InvoicePdf, lines: list[dict[str, Any]]) -> None:
    _row_head(pdf)
    for index, line in enumerate(lines):
        _draw_line(pdf, line, is_shaded=index % 2 == 1)
    _rule(pdf)
    pdf.ln(3)


def _row_head(pdf: InvoicePdf) -> None:
    pdf.set_fill_color(*BRAND)
    pdf.write_style(8, (255, 255, 255), "B")
    names = ("#", "Item", "Qty", "Unit price", "Amount")
    for name, width in zip(names, COLUMNS, strict=True):
        align = Align.L if name in ("#", "Item") else Align.R
        pdf.cell(width, 7, name, fill=True, align=align)
    pdf.ln(7)


def _draw_line(pdf: InvoicePdf, line: dict[str, Any], *, is_shaded: bool) -> None:
    pdf.write_style(7.5)
    details: Any = pdf.multi_cell(COLUMNS[1], 4, line["description"], dry_run=True, output="LINES")
    height = 6.5 + (4 * len(details) + 1.5 if line["description"] else 0)
    if pdf.will_page_break(height):
        pdf.add_page()
        _row_head(pdf)
    top = pdf.get_y()
    if is_shaded:
        pdf.set_fill_color(*ZEBRA)
        pdf.rect(MARGIN, top, WIDTH, height, style="F")
    pdf.write_style(9)
    values = [str(line["number"]), str(line["name"]), str(line["quantity"])]
    values += [pdf.money(line["unit_price"]), pdf.money(line["total"])]
    for index, (value, width) in enumerate(zip(values, COLUMNS, strict=True)):
        pdf.cell(width, 6.5, value, align=Align.L if index < 2 else Align.R)
    if line["description"]:
        pdf.set_xy(MARGIN + COLUMNS[0], top + 6)
        pdf.write_style(7.5, MUTED)
        pdf.multi_cell(COLUMNS[1], 4, line["description"], align=Align.L)
    pdf.set_xy(MARGIN, top + height)


def _draw_totals(pdf: InvoicePdf, amounts: dict[str, int]) -> None:
    _keep_together(pdf, 36)
    rows = [
        ("Items", amounts["food"]),
        ("Discount", -amounts["discount"]),
        ("Delivery", amounts["delivery_fee"]),
        ("Small order", amounts.get("small_order_fee", 0)),
        ("Deposit", amounts.get("deposit", 0)),
        ("Tax", amounts["tax_added"]),
        ("Tip", amounts["tip"]),
        ("Rounding", amounts.get("rounding", 0)),
    ]
    for label, amount in rows:
        if amount or label == "Items":
            _total(pdf, label, pdf.money(amount), 9, 5.5)
    pdf.set_draw_color(*INK)
    pdf.line(MARGIN + 102, pdf.get_y() + 0.8, MARGIN + WIDTH, pdf.get_y() + 0.8)
    pdf.ln(1.6)
    _total(pdf, "Total", pdf.money(amounts["total"]), 12, 8, "B")
    pdf.ln(5)


def _total(pdf: InvoicePdf, label: str, value: str, size: float, height: float, style: str = "") -> None:
    pdf.set_x(MARGIN + 102)
    pdf.write_style(size, INK, style)
    pdf.cell(32, height, label)
    pdf.cell(40, height, value, align=Align.R, new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _draw_taxes(pdf: InvoicePdf, taxes: list[dict[str, Any]]) -> None:
    _keep_together(pdf, 14 + 6 * len(taxes))
    widths = (24.0, 34.0, 34.0, 34.0)
    pdf.write_style(7.5, MUTED, "B")
    for name, width in zip(("Tax rate", "Net", "Tax", "Gross"), widths, strict=True):
        pdf.cell(width, 5.5, name, align=Align.L if name == "Tax rate" else Align.R)
    pdf.ln(5.5)
    _rule(pdf, sum(widths))
    pdf.write_style(8.5)
    for tax in taxes:
        values = (f"{tax['percent']} %", *(pdf.money(tax[name]) for name in ("net", "tax", "gross")))
        for index, (value, width) in enumerate(zip(values, widths, strict=True)):
            pdf.cell(width, 6, value, align=Align.R if index else Align.L)
        pdf.ln(6)
    pdf.ln(6)


def _draw_payment(pdf: InvoicePdf, document: dict[str, Any]) -> None:
    _keep_together(pdf, 30)
    top, payment = pdf.get_y(), document["payment"]
    method = METHODS.get(payment["method"], payment["method"])
    lines = [f"Paid: {pdf.money(payment['amount'])}", f"Method: {method}"]
    if payment["is_test"]:
        lines.append(TEST_NOTICE.capitalize())
    _block(pdf, MARGIN, top, "Payment", lines)
    image = io.BytesIO()
    segno.make(document["order"]["url"], error="m", micro=False).save(image, kind="png", scale=6, border=0)
    pdf.image(image, x=MARGIN + WIDTH - 26, y=top, w=26, h=26, alt_text="Link to the order")
    pdf.set_xy(MARGIN + WIDTH - 86, top + 20)
    pdf.write_style(7, MUTED)
    pdf.cell(56, 5, "Scan for your order", align=Align.R)


def _keep_together(pdf: InvoicePdf, height: float) -> None:
    if pdf.will_page_break(height):
        pdf.add_page()


def _rule(pdf: InvoicePdf, width: float = WIDTH) -> None:
    pdf.set_draw_color(*RULE)
    pdf.line(MARGIN, pdf.get_y(), MARGIN + width, pdf.get_y())
