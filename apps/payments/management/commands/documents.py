"""`manage.py documents`: an invoice, a credit note and a day report as pictures for the documentation."""

from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.payments.invoices.pdf.credit_note import render_credit_note
from apps.payments.invoices.pdf.day_report import render_day_report
from apps.payments.invoices.pdf.invoice import render_invoice
from apps.payments.invoices.pdf.samples import CREDIT_NOTE, DAY_REPORT, INVOICE

FOLDER = settings.BASE_DIR / "docs" / "documents"
SCALE = 1.6
"""Pixels per point: 115 dpi."""


class Command(BaseCommand):
    """Renders the sample documents and saves their first pages as pictures."""

    help = (
        "Writes invoice.png, credit-note.png and day-report.png to docs/documents "
        "(needs the packages of requirements/dev.txt)."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", type=Path, default=FOLDER)

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["to"]
        folder.mkdir(parents=True, exist_ok=True)
        _save_picture(render_invoice(INVOICE), folder / "invoice.png")
        _save_picture(render_credit_note(CREDIT_NOTE), folder / "credit-note.png")
        _save_picture(render_day_report(DAY_REPORT), folder / "day-report.png")


def _save_picture(pdf: bytes, path: Path) -> None:
    try:
        pdfium = import_module("pypdfium2")
    except ImportError as error:
        raise CommandError("pypdfium2 is not installed: it is among the packages for development") from error
    document = pdfium.PdfDocument(pdf)
    try:
        document[0].render(scale=SCALE).to_pil().save(path, optimize=True)
    finally:
        document.close()
