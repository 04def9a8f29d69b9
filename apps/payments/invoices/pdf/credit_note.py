"""Drawing a credit note."""

from typing import Any

from apps.payments.invoices.pdf.page import (
    MARGIN,
    NAME,
    TEST_NOTICE,
    WIDTH,
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

COLUMNS = (10.0, 104.0, 30.0, 30.0)


def render_credit_note(document: dict[str, Any]) -> bytes:
    """The PDF of a credit note's document."""
    pdf = DocumentPdf(document, "Credit note")
    document, say = pdf.document, pdf.speech
    pdf.add_page()
    draw_head(pdf, say["credit_note"])
    facts = (
        f"{say['issued']} {say.day(document['issued_on'])}",
        f"{say['credits']} {document['invoice']['number']}",
        f"{say['order']} {document['order']['number']}",
    )
    draw_parties(pdf, facts)
    _draw_lines(pdf, document["lines"])
    pdf.set_draw_color(*INK)
    draw_total(pdf, say["total"], pdf.money(document["amounts"]["total"]), 12, 8, "B")
    pdf.ln(5)
    draw_taxes(pdf, document["taxes"])
    _draw_foot(pdf)
    return pdf.drawn()


def _draw_lines(pdf: DocumentPdf, lines: list[dict[str, Any]]) -> None:
    _row_head(pdf)
    for line in lines:
        name = line["name"] or pdf.speech[line["part"]]
        height = wrapped_height(pdf, name, COLUMNS[NAME])
        if pdf.will_page_break(height):
            pdf.add_page()
            _row_head(pdf)
        tax = "" if line["tax"] is None else pdf.money(line["tax"])
        values = (str(line["number"] or ""), name, tax, pdf.money(line["amount"]))
        draw_row(pdf, values, COLUMNS)
        pdf.ln(height)
    draw_rule(pdf)
    pdf.ln(3)


def _row_head(pdf: DocumentPdf) -> None:
    say = pdf.speech
    draw_table_head(pdf, ("#", say["item"], say["tax_in_it"], say["amount"]), COLUMNS)


def ways(payment: dict[str, Any]) -> list[str]:
    """The payment methods to which money is refunded, credit first."""
    credit = payment.get("credit", 0)
    if not credit:
        return [payment["method"]]
    return ["credit"] if credit >= payment["amount"] else ["credit", payment["method"]]


def _draw_foot(pdf: DocumentPdf) -> None:
    keep_together(pdf, 24)
    say, document = pdf.speech, pdf.document
    payment = document["payment"]
    lines = [
        f"{say['refunded']}: {pdf.money(document['amounts']['total'])}",
        f"{say['method']}: {', '.join(say[method] for method in ways(payment))}",
    ]
    if document["reason"]:
        lines.append(f"{say['reason']}: {document['reason']}")
    if payment["is_test"]:
        lines.append(TEST_NOTICE.capitalize())
    draw_block(pdf, MARGIN, pdf.get_y(), say["payment"], lines)
    pdf.set_x(MARGIN + WIDTH)
