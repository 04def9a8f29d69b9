"""Where pages load what they say."""

from functools import cache

from django.templatetags.static import static

from dominos.kernel.texts.catalogues import FOR_PAGES, digest_for_pages
from dominos.kernel.texts.languages import SOURCE


def address_for(language: str) -> str:
    """The script of a language, with the digest of its content; "" for English."""
    if language == SOURCE:
        return ""
    return f"{static(FOR_PAGES.format(language=language))}?{_digest(language)}"


@cache
def _digest(language: str) -> str:
    return digest_for_pages(language)
