"""Constants as words, in the reader's language: those of enumerations marked `@in_words`."""

from django.utils.functional import lazy
from django.utils.translation import pgettext

from dominos.kernel.texts.source_text import CODE


def coded(name: str) -> str:
    """`OUT_FOR_DELIVERY` as "out for delivery"."""
    return pgettext(CODE, name.replace("_", " ").lower())


coded_lazy = lazy(coded, str)
"""The same, once somebody reads it."""
