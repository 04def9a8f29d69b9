"""Finds allergies in customers' notes, so that the kitchen sees them separately."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

_ALLERGY = (
    "allerg",  # most languages of Europe
    "alerg",
    "alerj",
    "аллерг",
    "алерг",
    "αλλεργ",
    "uczulen",
    "überempfindlich",
    "overfølsom",
    "överkänslig",
    "yliherk",
    "anaphyla",
    "anafyla",
    "anafila",
    "анафила",
    "coelia",
    "celiac",
    "celiak",
    "celiaq",
    "keliak",
    "keliaak",
    "cøliak",
    "zoelia",
    "zölia",
    "целиак",
    "intoleran",
    "intolleran",
    "netoleran",
    "unverträg",
    "непереносим",
    "epipen",
    "アレルギー",
    "过敏",
    "過敏",
    "알레르기",
    "알러지",
    "حساسية",
    "אלרג",
    "แพ้",
)
"""Stems of words about food intolerances. A false positive is better than a missed one."""
_LETTERS = str.maketrans({"ø": "o", "œ": "oe", "ı": "i"})


def _folded(text: str) -> str:
    """In small letters without accents and without what is invisible, however they are typed."""
    parts = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS)
    return "".join(sign for sign in parts if unicodedata.category(sign) not in ("Mn", "Cf"))


_SAYS_ALLERGY = re.compile("|".join(map(_folded, _ALLERGY)))


def says_allergy(text: str) -> bool:
    """Whether a note is about something a person must not eat."""
    return _SAYS_ALLERGY.search(_folded(text)) is not None


def allergies_in(lines: Iterable[Mapping[str, Any]], *others: str) -> list[str]:
    """The notes of an order about allergies, those of its lines first; without duplicates, as they were written."""
    notes = [*(str(line.get("note", "")) for line in lines), *others]
    return list(dict.fromkeys(note for note in notes if says_allergy(note)))
