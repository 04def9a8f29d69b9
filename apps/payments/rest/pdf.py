"""PDF responses."""

import json
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.http import HttpResponse

DRAWN_KEPT = 64
"""The number of PDFs (about 20 kB each) that a process caches: a document never changes."""

DRAWING = 5
"""How many calls a PDF counts as against the rate limit: drawing one takes a tenth of a second."""


def pdf_answer(
    name: str, draw: Callable[[Any], bytes], document: Any, *, stored: str = "private"
) -> HttpResponse:
    """The PDF of the document, shown in the browser and cached."""
    answer = HttpResponse(_drawn(draw, json.dumps(document)), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    answer["Cache-Control"] = stored
    return answer


@lru_cache(maxsize=DRAWN_KEPT)
def _drawn(draw: Callable[[Any], bytes], document: str) -> bytes:
    return draw(json.loads(document))
