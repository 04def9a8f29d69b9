"""Reading a typed address: which words are the street, which number is the door, what is left."""

import re
from dataclasses import dataclass

from apps.geo.domain.folding import fold
from apps.geo.domain.house_number import HouseNumber, parse_house_number

MAX_QUERY_CHARS = 200
MAX_STREET_WORDS = 6

# Floors, staircases and flats, as written in the languages of the maps we load.
_UNIT_PATTERNS = (
    r"\b\d{1,2}\.\s*(?:th|tv|mf|sal|krs|og|stock|etg|et|tr|kerros)\b\.?(?:\s*(?:th|tv|mf)\b\.?)?",
    r"\b(?:st|kl|kld|stuen)\.\s*(?:th|tv|mf)\b\.?",
    r"\b\d{1,2}(?:st|nd|rd|th)\s+floor\b",
    r"\b(?:floors?|level|krs|kerros|vån|van|våning|etage|étage|etasje|piso|piano|og)\.?\s*-?\d{1,2}\b",
    r"\b(?:apartment|apt|appt|appartement|flat|unit|suite|ste|room|as|asunto|lgh|whg|wohnung|lejl|lejlighed|door|"
    r"top|dept|depto|int|box|bus|bte)\b\.?\s*(?:nr\.?|no\.?|n[oº]\.?)?\s*#?\s*\d{1,4}\s?[a-z]?\b",
    r"#\s*\d{1,4}[a-z]?\b",
    r"\b\d{1,2}\s*[ºª°]\s*[a-z]?\b",
    r"\b(?:ground floor|basement|parterre|katutaso|sisäpiha|kelder|erdgeschoss)\b",
)
_UNITS = re.compile("|".join(_UNIT_PATTERNS), re.IGNORECASE)
_GLUED = re.compile(r"(?<![\w])([^\W\d_]+)(\d{1,4}[a-z]?)(?![\w])", re.IGNORECASE)
_TOKEN = re.compile(r"\d{1,5}\s*[-–]\s*\d{1,5}(?![\w])|[\w'’.]+(?:-[\w'’.]+)*|,", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,5}[a-z]?(?:\s*[-–]\s*\d{1,5})?[a-z]?", re.IGNORECASE)
_LETTER = re.compile(r"[a-z]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a query: a folded street, a door if any, and the folded remaining words."""

    street: str
    number: HouseNumber | None
    rest: tuple[str, ...]
    abbreviated: bool = False


def read_address(query: str) -> tuple[Reading, ...]:
    """Every plausible reading of a typed address, the most usual order first; none when it holds no word."""
    text = _UNITS.sub(" , ", query[:MAX_QUERY_CHARS].replace("\n", " , ").replace(";", " , "))
    tokens = [token.strip(".'’") or "," for token in _TOKEN.findall(_GLUED.sub(r"\1 \2", text))]
    dotted = "." in text
    readings = [
        reading
        for at, token in enumerate(tokens)
        if _NUMBER.fullmatch(token)
        for reading in _readings_at(tokens, at, dotted)
    ]
    readings += _without_number(tokens, dotted, whole_only=bool(readings))
    return tuple(dict.fromkeys(reading for reading in readings if _has_letter(reading.street)))


def _readings_at(tokens: list[str], at: int, dotted: bool) -> list[Reading]:
    number, end = _number_at(tokens, at)
    before, after = _words_before(tokens, at), _words_after(tokens, end)
    if before:
        return [_reading(tokens, before, (at, end), number, dotted)]
    spans = (
        [after]
        if len(after) < 2
        else [after[:size] for size in range(min(len(after), MAX_STREET_WORDS), 0, -1)]
    )
    if at == 0 or tokens[at - 1] != ",":
        return [_reading(tokens, span, (at, end), number, dotted) for span in spans if span]
    previous = _words_before(tokens, at - 1)
    return [_reading(tokens, span, (at, end), number, dotted) for span in [previous, *spans] if span]


def _number_at(tokens: list[str], at: int) -> tuple[HouseNumber | None, int]:
    """The number at ``at`` with a letter that stands alone behind it, and the index after both."""
    lettered = at + 1 < len(tokens) and _LETTER.fullmatch(tokens[at + 1]) and tokens[at].isdigit()
    end = at + 2 if lettered else at + 1
    return parse_house_number("".join(tokens[at:end])), end


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
    return [_reading(tokens, span, (0, 0), None, dotted) for span in spans]


def _reading(
    tokens: list[str], street: list[int], door: tuple[int, int], number: HouseNumber | None, dotted: bool
) -> Reading:
    used = {*street, *range(*door)}
    rest = " ".join(word for at, word in enumerate(tokens) if at not in used and word != ",")
    return Reading(fold(" ".join(tokens[at] for at in street)), number, tuple(fold(rest).split()), dotted)


def _has_letter(text: str) -> bool:
    return any(letter.isalpha() for letter in text)
