"""Tables as CSV that a spreadsheet opens without taking any text for a formula."""

import csv
import unicodedata
from collections.abc import Iterable, Sequence
from io import StringIO

from django.http import HttpResponse

from dominos.kernel.contact import visible

FORMULA = ("=", "+", "-", "@")
"""What a spreadsheet takes for the start of a formula, in any width and behind what is not seen."""


def csv_text(rows: Iterable[Sequence[str]]) -> str:
    """The rows, each cell as text."""
    out = StringIO()
    csv.writer(out).writerows([[harmless(cell) for cell in row] for row in rows])
    return out.getvalue()


def csv_answer(rows: Iterable[Sequence[str]], name: str) -> HttpResponse:
    """The rows as a file to keep, called so."""
    answer = HttpResponse(csv_text(rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def harmless(text: str) -> str:
    """The text as a spreadsheet shows and does not run it, behind an apostrophe; numbers stay as they are."""
    is_number = text.removeprefix("-").replace(".", "", 1).isdigit()
    begins = unicodedata.normalize("NFKC", visible(text)).lstrip()
    return f"'{text}" if begins.startswith(FORMULA) and not is_number else text
