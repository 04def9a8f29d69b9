"""House numbers as maps and people write them: 5, 5 A, 15-17, 123/45, 12 к2 с1, 7 bis, 12 1/2, 12-H.

The ``addr:housenumber`` of OpenStreetMap is kept as: a number, the end of a range if it is one, and
everything after it as words in a normal spelling, so that "12 корп. 2" matches "12к2" and "12-h" matches
"12H".
"""

import re
from dataclasses import dataclass, field
from itertools import zip_longest

from apps.geo.domain.folding import fold

RANGE_SPAN = 40
"""15-17 is a range of houses; 37-112 (block and house) and 12-2 (house and flat) are not."""
MAX_TEXT_CHARS = 40

_LETTER = r"[^\W\d_]"
# What may stand between a house and its parts, in the languages whose addresses have such parts.
_MARKERS = {
    "корпус": "K", "корп": "K", "к": "K", "korpus": "K", "corp": "K", "k": "K",
    "строение": "S", "стр": "S", "с": "S", "stroenie": "S", "str": "S", "s": "S",
    "литера": "", "литер": "", "лит": "", "владение": "V", "вл": "V",
    "block": "B", "blok": "B", "blk": "B", "bl": "B",
}  # fmt: skip
_REPETITIONS = "bis|ter|quater|quinquies"
_TAIL = rf"""(?:
      \s*[/\\]\s*(?:\d{{1,6}}(?:\s?{_LETTER}(?!\w))?|{_LETTER}(?!\w))    # 123/45, 12/3/4, 12/A
    | \s*[-–]\s*(?:\d{{1,6}}{_LETTER}?(?!\w)|{_LETTER}{{1,2}}(?!\w))     # 15-17, 1A-C, 12-H
    | \s*(?:{_REPETITIONS})(?!\w)
    | \s*,?\s*(?:{"|".join(_MARKERS)})\.?\s*\d{{1,3}}(?:{_LETTER}(?!\w))?  # 12 к2 с1
    | \s*,?\s*лит(?:ера?)?\.?\s*{_LETTER}(?!\w)
    | \s+[1-9]/[2-9](?!\w)                                               # 12 1/2
    | {_LETTER}(?!\w) | \s[a-zа-я](?!\w)                                 # 5A, 5 A
    | (?<=\d)(?!st|nd|rd|th){_LETTER}{{2,4}}(?!\w)                        # 20ibs, a slip of the finger
)"""
TYPED_NUMBER = rf"\d{{1,6}}{_TAIL}*(?!\w)"
"""A number within typed text, with everything that belongs to it (verbose pattern, ignoring case)."""
TYPED_TAILED_NUMBER = rf"\d{{1,6}}{_TAIL}+(?!\w)"

_HEAD = re.compile(rf"(?P<before>(?<!\w){_LETTER}{{1,2}})?(?P<first>\d{{1,9}})(?P<rest>.*)")
_RANGE = re.compile(rf"\s*(?P<letter>{_LETTER}?)\s*[-–]\s*(?P<last>\d{{1,6}})(?!\s*[-–/\d])")
_ASIDE = re.compile(rf",(?!\s*(?:{'|'.join(_MARKERS)})\.?\s*\d).*", re.IGNORECASE)
_WORD = re.compile(rf"/\s*\d+|\d+|{_LETTER}+")
_LONE_LETTER = re.compile(r"(?<=\d) ?([A-Za-z])(?!\w)")
_ONE_OF_MANY = re.compile(rf"\s*\d{{1,6}}\s*{_LETTER}?(?:\s*[-–]\s*\d{{1,6}}{_LETTER}?)?\s*")
_FRACTIONS = str.maketrans({"½": " 1/2", "¼": " 1/4", "¾": " 3/4", "⅓": " 1/3", "\\": "/"})


@dataclass(frozen=True, slots=True)
class HouseNumber:
    """``first`` to ``last`` inclusive (equal for a single house), and the suffix in a normal spelling.

    ``suffix`` holds words separated by single spaces: A, BIS, K 2 S 1; a number after a slash keeps it: /45.
    ``written`` is the original spelling and is ignored in comparisons.
    """

    first: int
    last: int
    suffix: str = ""
    written: str = field(default="", compare=False)

    @property
    def text(self) -> str:
        if self.written:
            return self.written
        tail = f"-{self.last}" if self.last != self.first else ""
        return f"{self.first}{self.suffix}{tail}"

    @property
    def tail(self) -> list[str]:
        """The words of the suffix, without separators."""
        return self.suffix.replace("/", " ").split()

    def covers(self, number: int) -> bool:
        """Whether the house ``number`` is in this range, on the same side of the street."""
        if number in (self.first, self.last):
            return True
        return self.first < number < self.last and number % 2 == self.first % 2

    def begins(self, other: "HouseNumber") -> bool:
        """Whether this is the other without some of its last words: 12 of 12 к2 с1, 5 of 5A."""
        pairs = zip_longest(self.tail, other.tail)
        return self.first == other.first and all(mine in (None, theirs) for mine, theirs in pairs)

    def second_of(self, other: "HouseNumber") -> bool:
        """Whether the other is a house with two numbers, of which this is the second: 45 of 123/45."""
        behind = f"/{self.first} {self.suffix}".strip()
        return other.suffix in (behind, f"/{self.first}")


def parse_house_number(text: str) -> HouseNumber | None:
    """The first house number in ``text`` with everything that follows it up to a comma, or None."""
    head = _HEAD.search(" ".join(text.translate(_FRACTIONS).split()))
    if head is None:
        return None
    before, rest = head["before"] or "", _ASIDE.sub("", head["rest"])
    written = _LONE_LETTER.sub(lambda letter: letter[1].upper(), f"{before}{head['first']}{rest}", count=1)
    first = last = int(head["first"])
    found = _RANGE.match(rest)
    if found and first < int(found["last"]) <= first + RANGE_SPAN:
        last, rest = int(found["last"]), f"{found['letter']} {rest[found.end() :]}"
    suffix = _spell(before) + _spell(rest)
    return HouseNumber(first, last, " ".join(suffix)[:MAX_TEXT_CHARS], written[:MAX_TEXT_CHARS].strip())


def _spell(tail: str) -> list[str]:
    """The words behind a number in one spelling; only the first, at the house number itself, keeps its slash."""
    words = [_spell_word(word) for word in _WORD.findall(tail)]
    known = [word for word in words if word]
    return known[:1] + [word.lstrip("/") for word in known[1:]]


def _spell_word(word: str) -> str:
    if word[0] == "/":
        return f"/{int(word[1:])}"
    return str(int(word)) if word.isdecimal() else _MARKERS.get(word.casefold(), fold(word).upper())


def parse_house_numbers(text: str) -> list[HouseNumber]:
    """Every house number of an ``addr:housenumber`` value; floors and names after a comma are left out."""
    parts = re.split(r"[;&+]", text)
    several = text.split(",")
    if len(parts) == 1 and all(_ONE_OF_MANY.fullmatch(part) for part in several):
        parts = several
    parsed = [parse_house_number(part) for part in parts]
    return [number for number in dict.fromkeys(parsed) if number is not None]
