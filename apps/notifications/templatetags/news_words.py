"""Template filters for times and money in the notification's language, and for non-breaking text."""

import re
from datetime import date, datetime

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from apps.notifications.texts.wording import day_in_words, moment
from dominos.kernel.money import Money
from dominos.kernel.texts.amounts import written
from dominos.kernel.texts.languages import SOURCE, spoken

register = template.Library()
_WHOLE = re.compile(r"(\d{4}-\d\d-\d\d#\d+|\+\d[\d ]{5,}\d)")
"""Order numbers and telephone numbers, which must not be broken across lines."""


@register.filter
def unbroken(text: str) -> SafeString:
    """The text as HTML in which these are not broken."""
    parts = enumerate(_WHOLE.split(text))
    whole = '<span class="whole">{}</span>'
    return format_html_join("", "{}", ((format_html(whole, part) if n % 2 else part,) for n, part in parts))


@register.simple_tag
def at(iso: str, timezone: str) -> str:
    """An instant in local time."""
    return moment(datetime.fromisoformat(iso), timezone, get_language() or SOURCE)


@register.simple_tag
def day(iso: str) -> str:
    """A formatted day."""
    return day_in_words(date.fromisoformat(iso), spoken(get_language() or SOURCE))


@register.simple_tag
def amount(minor: int, currency: str) -> str:
    """A formatted amount of minor units."""
    return written(Money(minor, currency), get_language() or SOURCE)
