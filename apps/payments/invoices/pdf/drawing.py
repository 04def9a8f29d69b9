"""Entry points for drawing documents. They import the PDF library and fonts when first called: few processes
need them.
"""

from typing import Any


def render_invoice(document: dict[str, Any]) -> bytes:
    """The PDF of an invoice's document."""
    from apps.payments.invoices.pdf import invoice

    return invoice.render_invoice(document)


def render_credit_note(document: dict[str, Any]) -> bytes:
    """The PDF of a credit note's document."""
    from apps.payments.invoices.pdf import credit_note

    return credit_note.render_credit_note(document)


def render_day_report(report: dict[str, Any]) -> bytes:
    """The PDF of a closed day's document, on one page."""
    from apps.payments.invoices.pdf import day_report

    return day_report.render_day_report(report)
