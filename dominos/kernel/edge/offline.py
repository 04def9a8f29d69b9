"""Service workers of pages that open without a connection, which cache their files."""

from collections.abc import Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.translation import get_language

from dominos.kernel.texts.languages import SOURCE
from dominos.kernel.texts.page_texts import address_for

BASE_FILES = (
    "kernel/base.css",
    "kernel/api.js",
    "kernel/currencies.js",
    "kernel/dom.js",
    "kernel/format.js",
    "kernel/live.js",
    "kernel/page.js",
    "kernel/passkeys.js",
    "kernel/prototypes.js",
    "kernel/providers.js",
    "kernel/second_factor.js",
    "kernel/session.js",
    "kernel/sign_in.js",
    "kernel/texts.js",
    "kernel/tokens.css",
    "kernel/ui.js",
    "kernel/vendor/hooks.mjs",
    "kernel/vendor/htm.mjs",
    "kernel/vendor/preact.mjs",
)
"""Files that every page needs; tests follow the imports of the pages that list them."""


def worker(
    request: HttpRequest, name: str, *, pages: Sequence[str], files: Sequence[str], readable: str = ""
) -> HttpResponse:
    """The service worker `name` for these pages and static files; its scope is the path it is served from.

    `readable` is a JavaScript regular expression of paths whose last response may be used while offline.
    """
    spoken = address_for(get_language() or SOURCE)
    kept = [*pages, *(static(file) for file in files), *([spoken] if spoken else [])]
    context = {"name": name, "version": settings.VERSION, "files": kept, "readable": readable}
    return render(request, "kernel/service_worker.js", context, content_type="text/javascript; charset=utf-8")
