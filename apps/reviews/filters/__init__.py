"""The filter that checks reviews first: `REVIEWS_TEXT_FILTER` names its class; the default is our word list."""

from functools import cache
from typing import cast

from django.utils.module_loading import import_string

from apps.reviews.domain.text_filter import TextFilter
from dominos.kernel.config import env

BUILT_IN = "apps.reviews.filters.words.WordList"


@cache
def text_filter() -> TextFilter:
    """The filter of this process."""
    return cast(TextFilter, import_string(env.text("REVIEWS_TEXT_FILTER", BUILT_IN))())
