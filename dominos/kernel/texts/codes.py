"""Constants as words, in the reader's language: those of enumerations marked `@in_words`."""

from django.utils.translation import pgettext, pgettext_lazy

from dominos.kernel.texts.found import CODE


def coded(name: str) -> str:
    """`OUT_FOR_DELIVERY` as "out for delivery"."""
    return pgettext(CODE, _plain(name))


def coded_lazy(name: str) -> str:
    """The same once somebody reads it."""
    return pgettext_lazy(CODE, _plain(name))


def _plain(name: str) -> str:
    return name.replace("_", " ").lower()
