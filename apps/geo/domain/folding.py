"""Makes spellings comparable: case, accents, digraphs, punctuation and common abbreviations."""

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

# 100 S.W. Fifth Ave: the quarters of North American cities, written apart or out, and numbered streets in words.
_QUARTER = re.compile(r"\b(n|s|north|south)[. -]*(e|w|east|west)\b")
_TENS = ("twent", "thirt", "fort", "fift", "sixt", "sevent", "eight", "ninet")
_BELOW_TWENTY = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth"
)
_ORDINALS = {word: at for at, word in enumerate(_BELOW_TWENTY.split(), start=1)} | {
    f"{ten}ieth": 10 * at for at, ten in enumerate(_TENS, start=2)
}
_ORDINAL = re.compile(
    rf"\b(?:({'|'.join(_TENS)})y[ -])?({'|'.join(sorted(_ORDINALS, key=len, reverse=True))})\b"
)

_HYPHENATED = {"пр-т": "пр", "пр-кт": "пр", "б-р": "бул"}
_HYPHENATED_WORD = re.compile(rf"\b(?:{'|'.join(_HYPHENATED)})\b")
# Blocks of Japanese towns are counted in either figures: 一丁目 is 1丁目.
_COUNTED_BLOCK = re.compile(r"(?:([一二三四五六七八九])?(十))?([一二三四五六七八九])?(?=丁目)")
_FIGURES = {figure: at for at, figure in enumerate("一二三四五六七八九", start=1)}

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
    ("пр", "проспект", "просп"),
    ("пер", "переулок"),
    ("наб", "набережная"),
    ("пл", "площадь"),
    ("ш", "шоссе"),
    ("бул", "бульвар"),
    ("вул", "вулиця"),
    ("οδ", "οδος"),
    ("λ", "λεωφ", "λεωφορος"),
    ("רח", "רחוב"),
    ("שד", "שדרות"),
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
    """Lower-case words of letters and digits, separated by single spaces, without accents and digraphs."""
    plain = _APOSTROPHE.sub("", text).casefold().translate(_LETTERS)
    plain = _HYPHENATED_WORD.sub(lambda word: _HYPHENATED[word[0]], plain)
    plain = _ORDINAL.sub(_in_figures, _QUARTER.sub(lambda words: words[1][0] + words[2][0], plain))
    bare = without_marks(_COUNTED_BLOCK.sub(_in_digits, unicodedata.normalize("NFKD", plain)))
    spaced = _NOT_WORD.sub(" ", bare).strip()
    return _DIGRAPH.sub(lambda pair: _SINGLE[pair[0]], spaced)


def _in_figures(ordinal: re.Match[str]) -> str:
    number = _ORDINALS[ordinal[2]]
    if ordinal[1]:
        number += 10 * (_TENS.index(ordinal[1]) + 2)
    ending = "th" if number % 100 in range(11, 14) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def without_marks(text: str) -> str:
    """The text without combining marks: accents, and vowel signs of many scripts."""
    return "".join(letter for letter in text if unicodedata.category(letter)[0] != "M")


def _in_digits(count: re.Match[str]) -> str:
    tens = _FIGURES.get(count[1] or "", 1) * 10 if count[2] else 0
    return str(tens + _FIGURES.get(count[3] or "", 0)) if count[0] else ""


_CANONICAL = {fold(spelling): row[0] for row in _SPELLINGS for spelling in row}

# Words for a street that people leave out where they write it before or behind the name.
_STREETS = (
    "улица ул проспект переулок набережная бульвар площадь шоссе проезд аллея вулиця провулок площа вуліца "
    "οδός λεωφόρος πλατεία רחוב שדרות شارع calle carrer rua ulica"
)
_LEFT_OUT = frozenset(map(fold, _STREETS.split()))
_MIN_NAME_CHARS = 3


def short_name(folded: str) -> str:
    """A folded name without its word for street; empty if nothing can be left out."""
    words = folded.split()
    for rest, word in ((words[1:], words[:1]), (words[:-1], words[-1:])):
        short = " ".join(rest)
        if len(short) >= _MIN_NAME_CHARS and not _LEFT_OUT.isdisjoint(word):
            return short
    return ""


@lru_cache(maxsize=8192)
def canonical(folded: str) -> str:
    """A folded name with each known word or ending in its shortest spelling."""
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
