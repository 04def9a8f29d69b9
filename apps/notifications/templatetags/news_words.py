"""What news say of a time and of money, in the language they are told in."""

from datetime import date, datetime

from django import template
from django.utils.translation import get_language

from apps.notifications.texts.wording import day_in_words, moment
from dominos.kernel.money import Money
from dominos.kernel.texts.amounts import written
from dominos.kernel.texts.languages import SOURCE, spoken

register = template.Library()


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
