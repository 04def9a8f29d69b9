"""Serves the OpenAPI document written by `make openapi`; it is read once and not generated per request."""

import gzip
import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from dominos.kernel.edge.app_document import part_of

MEDIA_TYPE = "application/vnd.oai.openapi"
HEADERS = {"Cache-Control": "public, max-age=300", "Vary": "Accept-Encoding"}


@dataclass(frozen=True, slots=True)
class _Document:
    plain: bytes
    packed: bytes
    tag: str


@cache
def _document(app: str) -> _Document:
    plain = Path(settings.API_DOCUMENT).read_bytes()
    if app:
        plain = _part(plain, app)
    tag = f'"{hashlib.sha256(plain).hexdigest()[:32]}"'
    return _Document(plain, gzip.compress(plain, mtime=0), tag)


def _part(whole: bytes, app: str) -> bytes:
    """The app's part as JSON, which is YAML too, and quick to write."""
    import yaml

    return json.dumps(part_of(yaml.load(whole, yaml.CSafeLoader), app), ensure_ascii=False).encode()


@require_safe
def api_document(request: HttpRequest, app: str = "") -> HttpResponse:
    """The document of the whole platform or of an app, whichever runs in this process; 304 by its ETag."""
    if app and app not in settings.ALL_APPS:
        raise Http404
    found = _document(app)
    headers = {**HEADERS, "ETag": found.tag}
    if found.tag in request.headers.get("If-None-Match", ""):
        return HttpResponse(status=304, headers=headers)
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return HttpResponse(found.packed, content_type=MEDIA_TYPE, headers=headers)
    return HttpResponse(found.plain, content_type=MEDIA_TYPE, headers=headers)
