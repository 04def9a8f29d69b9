"""Tables as CSV that is safe to open in a spreadsheet (no formula injection)."""

import csv
import unicodedata
from collections.abc import Iterable, Sequence
from io import StringIO

from django.http import HttpResponse

from dominos.kernel.contact import visible

FORMULA = ("=", "+", "-", "@")
"""Characters with which spreadsheets begin a formula, in any width and after invisible characters."""


def csv_text(rows: Iterable[Sequence[str]]) -> str:
    """The rows as CSV text."""
    out = StringIO()
    csv.writer(out).writerows([[harmless(cell) for cell in row] for row in rows])
    return out.getvalue()


def csv_answer(rows: Iterable[Sequence[str]], name: str) -> HttpResponse:
    """The rows as a downloadable file with this name."""
    answer = HttpResponse(csv_text(rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def harmless(text: str) -> str:
    """The text, escaped by an apostrophe if a spreadsheet would evaluate it; numbers are unchanged."""
    is_number = text.removeprefix("-").replace(".", "", 1).isdigit()
    begins = unicodedata.normalize("NFKC", visible(text)).lstrip()
    return f"'{text}" if begins.startswith(FORMULA) and not is_number else text
