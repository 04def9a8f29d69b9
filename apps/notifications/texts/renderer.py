"""Texts from templates: `texts/<kind>.txt`, whose first line is the title."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.template import Context
from django.template.loader import get_template
from django.utils import translation

from dominos.kernel.texts.languages import spoken


@dataclass(frozen=True, slots=True)
class Rendered:
    """A rendered notification."""

    title: str
    text: str


def render(kind: str, locale: str, context: Mapping[str, Any]) -> Rendered:
    """The texts of a kind in a language, in English if that is not supported."""
    template: Any = get_template(f"notifications/texts/{kind}.txt")
    with translation.override(spoken(locale)):
        # Plain text: what a person typed stays as they typed it. What shows it as HTML escapes it.
        words = template.template.render(Context(dict(context), autoescape=False))
    title, _, text = words.strip().partition("\n")
    # What a template leaves out leaves no gap.
    title, text = " ".join(title.split()), re.sub(r"\n\s*\n", "\n\n", text).strip()
    return Rendered(title[:200], text)
