"""Answering with a PDF."""

import json
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.http import HttpResponse

DRAWN_KEPT = 64
"""How many PDFs, of about 20 kB, a process keeps: what a document says never changes."""

DRAWING = 5
"""As how many calls a PDF counts: one that is not kept takes a tenth of a second."""


def pdf_answer(
    name: str, draw: Callable[[Any], bytes], document: Any, *, stored: str = "private"
) -> HttpResponse:
    """The PDF of the document, to be shown in the browser. Whoever asks again gets what was drawn before."""
    answer = HttpResponse(_drawn(draw, json.dumps(document)), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    answer["Cache-Control"] = stored
    return answer


@lru_cache(maxsize=DRAWN_KEPT)
def _drawn(draw: Callable[[Any], bytes], document: str) -> bytes:
    return draw(json.loads(document))
