"""Reports as CSV and PDF."""

from collections.abc import Iterator

from apps.dashboard.domain.reports import written
from apps.dashboard.queries.answers import ReportAnswer, ReportTableAnswer

TOTAL = "total"


def csv_rows(report: ReportAnswer) -> list[list[str]]:
    """The rows of all tables of the report one after another, each with its currency."""
    rows = []
    for table in report.tables:
        rows.append(["currency", *(column.heading for column in table.columns)])
        rows += [[table.currency, *row] for row in _texts(table)]
    return rows


def _texts(table: ReportTableAnswer) -> Iterator[list[str]]:
    for number, row in enumerate(table.rows, 1):
        cells = [
            written(cell, column.unit, table.currency)
            for cell, column in zip(row, table.columns, strict=True)
        ]
        if table.has_total and number == len(table.rows):
            cells[0] = TOTAL
        yield cells


def as_pdf(report: ReportAnswer) -> bytes:
    """The report on landscape A4, a table for each currency."""
    from fpdf.enums import Align

    from dominos.kernel.pdf.text import TextPdf

    title = f"{report.subject.capitalize()}, {report.first} to {report.last}"
    tables = [(table, list(_texts(table))) for table in report.tables]
    headings = [column.heading for table in report.tables for column in table.columns]
    pdf = TextPdf()
    pdf.add_fonts(
        [title, *headings, *(cell for _, rows in tables for row in rows for cell in row), "0123456789"]
    )
    pdf.add_page(orientation="landscape")
    pdf.write_style(14, style="B")
    pdf.cell(text=title, new_x="LMARGIN", new_y="NEXT")
    for table, rows in tables:
        if table.currency:
            pdf.write_style(10, style="B")
            pdf.cell(text=table.currency, h=10, new_x="LMARGIN", new_y="NEXT")
        pdf.write_style(7)
        aligned = [Align.L, *[Align.R] * (len(table.columns) - 1)]
        widths = [2, *[1] * (len(table.columns) - 1)]
        with pdf.table(text_align=aligned, col_widths=widths, line_height=4) as drawn:
            for row in ([column.heading for column in table.columns], *rows):
                drawn.row(row)
    return pdf.drawn()
