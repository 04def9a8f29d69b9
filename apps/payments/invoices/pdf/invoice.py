"""Drawing an invoice."""

import io
from typing import Any

import segno
from fpdf.enums import Align

from apps.payments.invoices.pdf.page import (
    MARGIN,
    MUTED,
    TEST_NOTICE,
    WIDTH,
    ZEBRA,
    DocumentPdf,
    draw_block,
    draw_head,
    draw_parties,
    draw_row,
    draw_rule,
    draw_table_head,
    draw_taxes,
    draw_total,
    keep_together,
    wrapped_height,
)
from dominos.kernel.pdf.text import INK

COLUMNS = (10.0, 92.0, 14.0, 28.0, 30.0)
ROWS = (
    "food",
    "discount",
    "delivery_fee",
    "small_order_fee",
    "deposit",
    "tax_added",
    "tip",
    "rounding",
    "not_charged",
)


def render_invoice(document: dict[str, Any]) -> bytes:
    """The PDF of an invoice's document."""
    pdf = DocumentPdf(document, "Invoice")
    document, say = pdf.document, pdf.speech
    pdf.add_page()
    draw_head(pdf, say["invoice"])
    facts = (
        f"{say['issued']} {say.day(document['issued_on'])}",
        f"{say['supplied']} {say.day(document['sold_on'])}",
        f"{say['order']} {document['order']['number']}",
    )
    draw_parties(pdf, facts)
    _draw_lines(pdf, document["lines"])
    _draw_totals(pdf, document["amounts"])
    draw_taxes(pdf, document["taxes"])
    _draw_payment(pdf, document)
    return pdf.drawn()


def _draw_lines(pdf: DocumentPdf, lines: list[dict[str, Any]]) -> None:
    _row_head(pdf)
    for index, line in enumerate(lines):
        _draw_line(pdf, line, is_shaded=index % 2 == 1)
    draw_rule(pdf)
    pdf.ln(3)


def _row_head(pdf: DocumentPdf) -> None:
    say = pdf.speech
    names = ("#", say["item"], say["quantity"], say["unit_price"], say["amount"])
    draw_table_head(pdf, names, COLUMNS)


def _draw_line(pdf: DocumentPdf, line: dict[str, Any], *, is_shaded: bool) -> None:
    named = wrapped_height(pdf, line["name"], COLUMNS[1])
    pdf.write_style(7.5)
    details: Any = pdf.multi_cell(COLUMNS[1], 4, line["description"], dry_run=True, output="LINES")
    height = named + (4 * len(details) + 1.5 if line["description"] else 0)
    if pdf.will_page_break(height):
        pdf.add_page()
        _row_head(pdf)
    top = pdf.get_y()
    if is_shaded:
        pdf.set_fill_color(*ZEBRA)
        pdf.rect(MARGIN, top, WIDTH, height, style="F")
    values = [str(line["number"]), str(line["name"]), str(line["quantity"])]
    values += [pdf.money(line["unit_price"]), pdf.money(line["total"])]
    draw_row(pdf, values, COLUMNS)
    if line["description"]:
        pdf.set_xy(MARGIN + COLUMNS[0], top + named - 0.5)
        pdf.write_style(7.5, MUTED)
        pdf.multi_cell(COLUMNS[1], 4, line["description"], align=Align.L)
    pdf.set_xy(MARGIN, top + height)


def _draw_totals(pdf: DocumentPdf, amounts: dict[str, int]) -> None:
    keep_together(pdf, 36)
    for name in ROWS:
        amount = -amounts[name] if name == "discount" else amounts.get(name, 0)
        if amount or name == "food":
            draw_total(pdf, pdf.speech[name], pdf.money(amount), 9, 5.5)
    pdf.set_draw_color(*INK)
    pdf.line(MARGIN + 102, pdf.get_y() + 0.8, MARGIN + WIDTH, pdf.get_y() + 0.8)
    pdf.ln(1.6)
    draw_total(pdf, pdf.speech["total"], pdf.money(amounts["total"]), 12, 8, "B")
    pdf.ln(5)


def paid_by(pdf: DocumentPdf, payment: dict[str, Any]) -> list[str]:
    """The payment method: a single one, or the amounts by credit and by card."""
    say, credit = pdf.speech, payment.get("credit", 0)
    rest = payment["amount"] - credit
    if not credit or not rest:
        return [f"{say['method']}: {say['credit' if credit else payment['method']]}"]
    parts = ("credit", credit), (payment["method"], rest)
    return [f"{say[method]}: {pdf.money(amount)}" for method, amount in parts]


def _draw_payment(pdf: DocumentPdf, document: dict[str, Any]) -> None:
    keep_together(pdf, 30)
    top, payment = pdf.get_y(), document["payment"]
    say = pdf.speech
    lines = [f"{say['paid']}: {pdf.money(payment['amount'])}", *paid_by(pdf, payment)]
    if payment["is_test"]:
        lines.append(TEST_NOTICE.capitalize())
    draw_block(pdf, MARGIN, top, say["payment"], lines)
    image = io.BytesIO()
    segno.make(document["order"]["url"], error="m", micro=False).save(image, kind="png", scale=6, border=0)
    pdf.image(image, x=MARGIN + WIDTH - 26, y=top, w=26, h=26, alt_text="Link to the order")
    pdf.set_xy(MARGIN + WIDTH - 86, top + 20)
    pdf.write_style(7, MUTED)
    pdf.cell(56, 5, say["scan"], align=Align.R)
