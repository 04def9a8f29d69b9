"""What pages say of their language."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from dominos.kernel.texts import page_texts
from dominos.kernel.texts.languages import NAMES, SOURCE

register = template.Library()


@register.simple_tag
def language() -> str:
    """The language of the page."""
    return get_language() or SOURCE


@register.simple_tag
def texts_script() -> SafeString:
    """Loads what the page says in its language before its own scripts run; English stands in these."""
    address = page_texts.address_for(get_language() or SOURCE)
    return format_html('<script defer src="{}"></script>', address) if address else SafeString("")


@register.inclusion_tag("kernel/languages.html")
def languages() -> dict[str, object]:
    """Lets the reader choose."""
    return {"names": NAMES.items(), "current": get_language() or SOURCE}
