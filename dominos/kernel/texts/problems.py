"""What refusals say, in the reader's language.

Refusals are raised in English, wherever that is; what answers a person translates them: by the sentence, or by its
pattern where something is filled in ("at most {most} toppings").
"""

import re
from collections.abc import Iterator
from functools import cache

from django.utils.translation import get_language, gettext, pgettext

from dominos.kernel.texts.languages import SOURCE
from dominos.kernel.texts.source_text import PROBLEM

_GAP = re.compile(r"\{(\w+)\}")


def said(sentence: str) -> str:
    """The sentence in the language that is spoken now; as it is where it is not known."""
    if not sentence or get_language() in (None, SOURCE):
        return sentence
    for found in (pgettext(PROBLEM, sentence), gettext(sentence)):
        if found != sentence:
            return found
    for pattern, key in _patterns(str(get_language())):
        if match := pattern.fullmatch(sentence):
            return _GAP.sub(lambda gap: match[gap[1]], pgettext(PROBLEM, key))
    return sentence


@cache
def _patterns(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Those that leave the least open first."""
    keys = sorted(_keys(language), key=lambda key: len(_GAP.sub("", key)), reverse=True)
    return tuple((_pattern(key), key) for key in keys)


def _keys(language: str) -> Iterator[str]:
    from django.utils.translation.trans_real import translation

    for key in translation(language)._catalog.keys():  # type: ignore[attr-defined]  # noqa: SIM118 - no dict
        text = key[0] if isinstance(key, tuple) else key
        context, _, sentence = text.rpartition("\x04")
        if context == PROBLEM and _GAP.search(sentence):
            yield sentence


def _pattern(key: str) -> re.Pattern[str]:
    known: set[str] = set()
    parts = []
    for number, part in enumerate(_GAP.split(key)):
        if number % 2 == 0:
            parts.append(re.escape(part))
        else:
            parts.append(f"(?P={part})" if part in known else f"(?P<{part}>.*)")
            known.add(part)
    return re.compile("".join(parts), re.DOTALL)
