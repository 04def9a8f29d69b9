"""The PDF of all that is known of a person: each table with its rows, to be read. The JSON beside it has all."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.utils.translation import gettext, override
from fpdf.enums import Align, XPos, YPos

from apps.users.use_cases.export_labels import COLUMNS, TABLES
from dominos.kernel.pdf.text import INK, TextPdf, composed
from dominos.kernel.services.people import PersonalRow

MARGIN, WIDTH = 18.0, 174.0
MUTED, BRAND = (108, 117, 125), (0, 100, 145)
SHOWN = 200
"""Rows of a table; more are read in the JSON."""
MAX_TEXT = 2_000

type Line = tuple[str, str]


def draw(name: str, locale: str, at: datetime, rows: Sequence[PersonalRow]) -> bytes:
    """The PDF in the person's language; what is quoted stands as it was written."""
    with override(locale):
        title = gettext("What we know of you")
        told = gettext(
            "Identifiers, technical details and what is empty are left out here; data.json beside this file has"
            " everything."
        )
        more = gettext("There is more; data.json has it.")
        tables = composed(
            [
                (gettext(TABLES[table]), list(_lines(group)))
                for table, group in groupby(rows, lambda row: row.table)
            ]
        )
    head = composed([title, f"{name}, {at:%Y-%m-%d %H:%M} UTC", told, more])
    pdf = TextPdf()
    pdf.set_title(title)
    pdf.set_creation_date(at)
    pdf.set_margins(MARGIN, 16, MARGIN)
    pdf.set_auto_page_break(auto=True, margin=20)
    pdf.add_fonts([*head, *_texts(tables)])
    pdf.add_page()
    _draw_head(pdf, *head[:3])
    for table, entries in tables:
        _draw_table(pdf, table, entries, more)
    return pdf.drawn()


def _named(name: str) -> str:
    """What people read of a column, also of one within a document."""
    return gettext(COLUMNS[name]) if name in COLUMNS else name.replace("_", " ")


def _lines(rows: Iterator[PersonalRow]) -> Iterator[list[Line]]:
    for row in rows:
        named = [(_named(column), _said(row.values.get(column))) for column in COLUMNS]
        yield [(name, text) for name, text in named if text]


def _said(value: Any) -> str:
    """A value in words; nothing for what is empty or an identifier."""
    if isinstance(value, Mapping):
        parts = ((name, _said(part)) for name, part in value.items())
        return ", ".join(f"{_named(name)} {part}" for name, part in parts if part)[:MAX_TEXT]
    if isinstance(value, list):
        return "; ".join(filter(None, map(_said, value)))[:MAX_TEXT]
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    text = "" if value is None else str(value)
    return "" if _is_identifier(text) else text[:MAX_TEXT]


def _is_identifier(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False


def _texts(tables: Sequence[tuple[str, Sequence[Sequence[Line]]]]) -> Iterator[str]:
    for table, entries in tables:
        yield table.upper()
        for lines in entries[:SHOWN]:
            for column, text in lines:
                yield column
                yield text


def _draw_head(pdf: TextPdf, title: str, who: str, told: str) -> None:
    pdf.write_style(20, BRAND, "B")
    pdf.multi_cell(WIDTH, 10, title, align=Align.L, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    pdf.write_style(10, INK, "B")
    pdf.multi_cell(WIDTH, 6, who, align=Align.L, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    pdf.write_style(9, MUTED)
    pdf.multi_cell(WIDTH, 5, told, align=Align.L, new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _draw_table(pdf: TextPdf, table: str, entries: Sequence[Sequence[Line]], more: str) -> None:
    pdf.ln(5)
    pdf.write_style(11, BRAND, "B")
    pdf.cell(WIDTH, 7, table.upper(), new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    for lines in entries[:SHOWN]:
        for column, text in lines:
            pdf.write_style(8, MUTED)
            pdf.cell(40, 4.6, column)
            pdf.write_style(9)
            pdf.multi_cell(WIDTH - 40, 4.6, text, align=Align.L, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        pdf.ln(2)
    if len(entries) > SHOWN:
        pdf.write_style(8, MUTED)
        pdf.cell(WIDTH, 5, more, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
