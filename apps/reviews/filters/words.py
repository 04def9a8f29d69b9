"""The built-in filter: abusive words by language, contact data, links and shouting."""

import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path

from apps.reviews.domain.moderation import HeldFor
from apps.reviews.domain.texts import has_link

_DISGUISES = str.maketrans("013457@$!|", "oieastasii")
_CONTACT = re.compile(r"[^\s@]+@[^\s@]+\.[a-z]{2,}|\+?\d(?:[\s().-]?\d){8,}", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
MIN_SHOUTED = 20
"""Characters: a shorter text in capitals is not shouting."""


class WordList:
    """Finds listed words, also with repeated letters, in capitals or with digits for letters, but not within words."""

    def judge(self, text: str) -> frozenset[HeldFor]:
        """See `TextFilter`."""
        found = {
            HeldFor.ABUSE: not _words().isdisjoint(_read(text)),
            HeldFor.CONTACT: _CONTACT.search(text) is not None,
            HeldFor.LINK: has_link(text),
            HeldFor.SHOUTING: _is_shouted(text),
        }
        return frozenset(reason for reason, is_so in found.items() if is_so)


def _read(text: str) -> set[str]:
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(
        sign for sign in plain if not unicodedata.combining(sign) and unicodedata.category(sign) != "Cf"
    )
    undisguised = letters.translate(_DISGUISES)
    words = {*_WORD.findall(letters), *_WORD.findall(undisguised)}
    return {_once(word) for word in words} | words


def _once(word: str) -> str:
    """The word with each letter that is repeated written once."""
    return re.sub(r"(.)\1+", r"\1", word)


def _is_shouted(text: str) -> bool:
    letters = [sign for sign in text if sign.isalpha()]
    return len(letters) >= MIN_SHOUTED and sum(map(str.isupper, letters)) > 0.8 * len(letters)


@cache
def _words() -> frozenset[str]:
    """The words of all languages, as `_read` gives them."""
    lists = tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))
    found = {word for words in lists.values() for each in words for word in _read(each)}
    return frozenset(found)
