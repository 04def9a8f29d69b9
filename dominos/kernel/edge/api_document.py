"""Serving the OpenAPI document: the file that `make openapi` writes, read once; nobody's request generates it."""

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

MEDIA_TYPE = "application/vnd.oai.openapi"
HEADERS = {"Cache-Control": "public, max-age=300", "Vary": "Accept-Encoding"}


@dataclass(frozen=True, slots=True)
class _Document:
    plain: bytes
    packed: bytes
    tag: str


@cache
def _document() -> _Document:
    plain = Path(settings.API_DOCUMENT).read_bytes()
    tag = f'"{hashlib.sha256(plain).hexdigest()[:32]}"'
    return _Document(plain, gzip.compress(plain, mtime=0), tag)


@require_safe
def api_document(request: HttpRequest) -> HttpResponse:
    """The document of the whole platform, whichever apps this process runs; 304 for who has it."""
    found = _document()
    headers = {**HEADERS, "ETag": found.tag}
    if found.tag in request.headers.get("If-None-Match", ""):
        return HttpResponse(status=304, headers=headers)
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return HttpResponse(found.packed, content_type=MEDIA_TYPE, headers=headers)
    return HttpResponse(found.plain, content_type=MEDIA_TYPE, headers=headers)
