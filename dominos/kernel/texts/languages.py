"""The languages people are addressed in."""

from collections.abc import Mapping

SOURCE = "en"
"""What stands in the code."""
NAMES: Mapping[str, str] = {"en": "English", "fi": "Suomi", "sv": "Svenska", "de": "Deutsch"}
"""Every language by its code, called as those who speak it do."""
TRANSLATED = tuple(code for code in NAMES if code != SOURCE)


def spoken(*wanted: str) -> str:
    """The first of these that we speak, `sv-FI` as `sv`; English where there is none."""
    for code in wanted:
        language = code.replace("_", "-").partition("-")[0].lower()
        if language in NAMES:
            return language
    return SOURCE


def in_words[E](enumeration: E) -> E:
    """Marks an enumeration whose values people read as words, on pages by `words(...)`: `OUT_FOR_DELIVERY`."""
    return enumeration


def mark(sentence: str) -> str:
    """The sentence as it is: it stands in data, and is translated when somebody reads it."""
    return sentence
