"""Spelling made comparable: case, accents, digraphs, punctuation and the usual abbreviations."""

import re
import unicodedata
from functools import lru_cache

_LETTERS = str.maketrans(
    {"ø": "o", "æ": "a", "œ": "o", "ß": "ss", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h"}
)
# "aa" for å, "oe" for ø, "ae" for ä, "ue" for ü: both spellings meet in one letter.
_DIGRAPH = re.compile(r"aa|ae|oe|ue")
_SINGLE = {"aa": "a", "ae": "a", "oe": "o", "ue": "u"}
_APOSTROPHE = re.compile(r"['’`´]")
_NOT_WORD = re.compile(r"[^\w]+|_")

# Every spelling of one word, the shortest first; short forms are the canonical ones because they are
# what "st" (street, saint) cannot be told apart from.
_SPELLINGS = (
    ("st", "street", "saint", "sankt", "sint", "santa", "san", "sct", "skt"),
    ("av", "ave", "avenue", "avenida", "avda"),
    ("rd", "road"),
    ("bd", "blvd", "boulevard", "bulevardi", "boulevarden", "bulevard"),
    ("ln", "lane"),
    ("dr", "drive", "doctor", "doktor", "doktors"),
    ("sq", "square"),
    ("pl", "place", "plads", "plaza", "platz", "plass", "plats", "plac", "plein"),
    ("str", "strasse", "strase", "straat", "strada"),
    ("al", "alle", "allee", "aleja"),
    ("ul", "ulica", "ulitsa"),
    ("pr", "prospekt"),
    ("c", "calle", "carrer"),
    ("r", "rue"),
    ("ct", "court"),
    ("v", "via"),
    ("pza", "piazza"),
    ("ул", "улица"),
    ("пр", "проспект", "просп", "пр-кт"),
    ("пер", "переулок"),
    ("наб", "набережная"),
    ("пл", "площадь"),
    ("ш", "шоссе"),
    ("бул", "бульвар"),
    ("вул", "вулиця"),
    ("hwy", "highway"),
    ("gl", "gammel", "gamle"),
    ("ndr", "nordre", "norre"),
    ("sdr", "sondre", "sonder"),
    ("vdr", "vestre", "vester"),
    ("odr", "ostre", "oster"),
    ("chr", "christian", "christians"),
    ("prof", "professor"),
    ("gen", "general", "generals"),
    ("n", "north"),
    ("s", "south"),
    ("e", "east"),
    ("w", "west"),
)
_SUFFIXES = (("strasse", "str"), ("strase", "str"), ("straat", "str"), ("gatan", "g"), ("gade", "g"),
             ("gata", "g"), ("katu", "k"), ("vagen", "v"), ("vej", "v"))  # fmt: skip
_SHORT_SUFFIXES = (("gd", "g"), ("gt", "g"))


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Lower case words of letters and digits, one space between, accents and digraphs undone."""
    plain = _APOSTROPHE.sub("", text).casefold().translate(_LETTERS)
    decomposed = unicodedata.normalize("NFKD", plain)
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    spaced = _NOT_WORD.sub(" ", bare).strip()
    return _DIGRAPH.sub(lambda pair: _SINGLE[pair[0]], spaced)


_CANONICAL = {fold(spelling): row[0] for row in _SPELLINGS for spelling in row}


def canonical(folded: str) -> str:
    """A folded name with each known word or ending brought to its shortest spelling."""
    return " ".join(_canonical_word(word) for word in folded.split())


def _canonical_word(word: str) -> str:
    if word in _CANONICAL:
        return _CANONICAL[word]
    if len(word) < 6:
        return word
    for ending, short in _SUFFIXES + _SHORT_SUFFIXES:
        if word.endswith(ending):
            return word[: -len(ending)] + short
    return word
