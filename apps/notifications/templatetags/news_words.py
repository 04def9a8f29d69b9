"""What news say of a time and of money, in the language they are told in, and what of it stays on one line."""

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
"""Numbers of orders and telephones, which nobody reads over the end of a line."""


@register.filter
def unbroken(text: str) -> SafeString:
    """The text as HTML in which these are not broken."""
    parts = enumerate(_WHOLE.split(text))
    whole = '<span class="whole">{}</span>'
    return format_html_join("", "{}", ((format_html(whole, part) if n % 2 else part,) for n, part in parts))


@register.simple_tag
def at(iso: str, timezone: str) -> str:
    """An instant by the clock on the wall there."""
    return moment(datetime.fromisoformat(iso), timezone, get_language() or SOURCE)


@register.simple_tag
def day(iso: str) -> str:
    """A day as people write it."""
    return day_in_words(date.fromisoformat(iso), spoken(get_language() or SOURCE))


@register.simple_tag
def amount(minor: int, currency: str) -> str:
    """An amount of minor units."""
    return written(Money(minor, currency), get_language() or SOURCE)
