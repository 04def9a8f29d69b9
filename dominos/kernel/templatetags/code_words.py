"""Code in a sentence."""

import re

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
_CODE = re.compile(r"(`+)([^`]+)\1")


@register.filter
def with_code(sentence: str) -> SafeString:
    """The sentence, what stands between backticks as code."""
    return mark_safe(_CODE.sub(r"<code>\2</code>", escape(sentence)))  # noqa: S308 - escaped first
