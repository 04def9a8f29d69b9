"""Parses a typed address into street, house number and remaining words."""

import re
import unicodedata
from dataclasses import dataclass

from apps.geo.domain.east_asian import spaced
from apps.geo.domain.folding import fold, without_marks
from apps.geo.domain.house_number import (
    TYPED_NUMBER,
    TYPED_TAILED_NUMBER,
    HouseNumber,
    parse_house_number,
)
from dominos.kernel.contact import visible

MAX_QUERY_CHARS = 200
MAX_STREET_WORDS = 6
MAX_WORDS_BEFORE = 4

# Floors, staircases and flats, as written in the languages of the maps we load.
_UNIT_PATTERNS = (
    r"\b\d{1,2}\.\s*(?:th|tv|mf|sal|krs|og|stock|etg|et|tr|kerros)\b\.?(?:\s*(?:th|tv|mf)\b\.?)?",
    r"\b(?:st|kl|kld|stuen)\.\s*(?:th|tv|mf)\b\.?",
    r"\b\d{1,2}(?:st|nd|rd|th)\s+floor\b",
    r"\b(?:floors?|level|krs|kerros|vån|van|våning|etage|étage|etasje|piso|piano|og)\.?\s*-?\d{1,2}\b",
    r"\b(?:apartment|apt|apto|appt|appartement|flat|unit|fl|кв|suite|ste|room|as|asunto|lgh|whg|wohnung|lejl|lejlighed|door|"
    r"top|dept|depto|int|box|bus|bte)\b\.?\s*(?:nr\.?|no\.?|n[oº]\.?)?\s*#?\s*\d{1,4}\s?[a-z]?\b",
    r"\bm\.\s*\d{1,4}\b",
    r"#\s*\d{1,4}[a-z]?\b(?!\s*-\s*\d)",
    r"\b\d{1,2}\s*[ºª°]\s*[a-z]?\b",
    r"\b(?:ground floor|basement|parterre|katutaso|sisäpiha|kelder|erdgeschoss)\b",
)
_UNITS = re.compile("|".join(_UNIT_PATTERNS), re.IGNORECASE)
_GLUED = re.compile(r"(?<![\w])([^\W\d_]+)(\d{1,4}[a-z]?)(?![\w])", re.IGNORECASE)
# Words that only say that a house number follows.
_SAYS_NUMBER = re.compile(
    r",?\s*(?<!\w)(?:дом|д|nr|no|nº|n°|núm|num|č\.?\s?p|č)\.?:?\s*(?=\d)|#\s*(?=\d)", re.IGNORECASE
)
_TOKEN = re.compile(rf"(?<!\w){TYPED_TAILED_NUMBER} | [\w'’.]+(?:-[\w'’.]+)* | ,", re.IGNORECASE | re.VERBOSE)
_NUMBER = re.compile(TYPED_NUMBER, re.IGNORECASE | re.VERBOSE)
_HEADING = re.compile(r"(\d+)\s+([nsewo])", re.IGNORECASE)
_DOTTED_HEADING = re.compile(r"(\d\s+[nsew])\.(?=\s)", re.IGNORECASE)
_FRACTIONS = str.maketrans({"½": " 1/2", "¼": " 1/4", "¾": " 3/4", "⅓": " 1/3"})


@dataclass(frozen=True, slots=True)
class Reading:
    """One possible parse of a query: a folded street, a house number if any, and the folded remaining words."""

    street: str
    number: HouseNumber | None
    rest: tuple[str, ...]
    abbreviated: bool = False


def read_address(query: str) -> tuple[Reading, ...]:
    """Every plausible parse of a typed address, the most usual order first; empty if it contains no word."""
    tokens = _tokens(query)
    dotted = "." in query
    readings = [
        reading
        for at, token in enumerate(tokens)
        if _NUMBER.fullmatch(token)
        for reading in _readings_at(tokens, at, dotted)
    ]
    readings += _without_number(tokens, dotted, whole_only=bool(readings))
    return tuple(dict.fromkeys(reading for reading in readings if _has_letter(reading.street)))


def _tokens(query: str) -> list[str]:
    text = without_marks(unicodedata.normalize("NFC", spaced(visible(query[:MAX_QUERY_CHARS]))))
    text = (
        text.replace("\n", " , ")
        .replace("،", " , ")
        .replace("、", " , ")
        .replace(";", " , ")
        .translate(_FRACTIONS)
    )
    text = _DOTTED_HEADING.sub(r"\1", _SAYS_NUMBER.sub(" ", _UNITS.sub(" , ", text)))
    return [token.strip(".'’") or "," for token in _TOKEN.findall(_GLUED.sub(r"\1 \2", text))]


def _readings_at(tokens: list[str], at: int, dotted: bool) -> list[Reading]:
    before, after = _words_before(tokens, at), _words_after(tokens, at + 1)
    number = parse_house_number(tokens[at])
    if before:
        # What stands before the street without a comma: 2450 København SV Sjælør Boulevard 33.
        parts = [before[skipped:] for skipped in range(min(len(before), MAX_WORDS_BEFORE + 1))]
        return [_reading(tokens, part, at, number, dotted) for part in parts]
    spans = (
        [after]
        if len(after) < 2
        else [after[:size] for size in range(min(len(after), MAX_STREET_WORDS), 0, -1)]
    )
    if at == 0 or tokens[at - 1] != ",":
        readings = [_reading(tokens, span, at, number, dotted) for span in spans if span]
        return readings + _with_heading(tokens, at, dotted)
    previous = _words_before(tokens, at - 1)
    return [_reading(tokens, span, at, number, dotted) for span in [previous, *spans] if span]


def _with_heading(tokens: list[str], at: int, dotted: bool) -> list[Reading]:
    """ "100 N Main St": the letter between number and street may be the street's."""
    heading = _HEADING.fullmatch(tokens[at])
    return (
        _readings_at([*tokens[:at], heading[1], heading[2], *tokens[at + 1 :]], at, dotted) if heading else []
    )


def _words_before(tokens: list[str], at: int) -> list[int]:
    start = at
    while start > 0 and tokens[start - 1] != ",":
        start -= 1
    return list(range(start, at))


def _words_after(tokens: list[str], at: int) -> list[int]:
    if at < len(tokens) and tokens[at] == ",":
        at += 1
    end = at
    while end < len(tokens) and tokens[end] != ",":
        end += 1
    return list(range(at, end))


def _without_number(tokens: list[str], dotted: bool, *, whole_only: bool) -> list[Reading]:
    first = _words_after(tokens, 0)
    shortest = len(first) if whole_only else 1
    spans = [
        first[:size] for size in range(len(first), shortest - 1, -1) if size <= MAX_STREET_WORDS + 2 and size
    ]
    return [_reading(tokens, span, None, None, dotted) for span in spans]


def _reading(
    tokens: list[str], street: list[int], door: int | None, number: HouseNumber | None, dotted: bool
) -> Reading:
    used = {*street, door}
    rest = " ".join(word for at, word in enumerate(tokens) if at not in used and word != ",")
    return Reading(fold(" ".join(tokens[at] for at in street)), number, tuple(fold(rest).split()), dotted)


def _has_letter(text: str) -> bool:
    return any(letter.isalpha() for letter in text)
