"""Scores found addresses from 0 to 10 by certainty, and decides what to do with them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from apps.geo.contract.estimates import distance_m
from apps.geo.contract.types import AddressHit, Precision, Verdict
from apps.geo.domain.address_query import Reading
from apps.geo.domain.folding import canonical, fold
from apps.geo.domain.house_number import HouseNumber

PERFECT = 10.0
ACCEPT_FROM = 9.0
SUGGEST_FROM = 7.0

# What each doubt costs. Fitted so that two typos in a confirmed address pass and other cities' do not.
STREET_COST = 12.0
CONFIRMED_STREET_COST = 6.5
MIN_STREET_SIMILARITY = 0.55
ABBREVIATED_SIMILARITY = 0.97
OTHER_WRITING = 0.99
"""Main St for Main Street, Linden Straße for Lindenstraße: just below a street spelled as typed."""
SHORT_NAME_SIMILARITY = 0.98
"""Ленина for улица Ленина: below every street with exactly that name."""
NO_NUMBER_COST = 1.5
NO_SUCH_NUMBER_COST = 2.4
NEIGHBOUR_NUMBER_COST = 1.2
COVERED_COST = 0.1
"""A house of the typed range, or a range that contains the typed house: the exact number is preferred."""
HEAD_ONLY_COST = 0.5
"""12 for 12 к2, or 12 к2 for a map that knows 12 alone."""
SLIP_IN_TAIL_COST = 0.2
ALIKE_TAIL = 0.6
"""12 ibs for 12 bis."""
OTHER_LETTER_COST = 0.5
SECOND_NUMBER_COST = 0.9
"""45 for 123/45."""
OTHER_PART_COST = 1.2
"""12 к3 for 12 к2: another building of one number."""
INTERPOLATED_COST = 0.6
OTHER_POSTCODE_COST = 2.2
MISTYPED_POSTCODE_COST = 0.5
OTHER_CITY_COST = 2.2
NEARBY_CITY_COST = 0.6
LEFT_OVER_WORD_COST = 0.4

MAX_POSTCODE_WORDS = 3

RIVAL_MARGIN = 0.5
"""If a second place scores this close, the person must choose."""
RIVAL_DISTANCE_M = 300.0
DOOR_APART_M = 60.0
"""Equally good houses further apart than this need a question as well."""
NEIGHBOUR_SPAN = 12
"""A missing number is placed at a neighbour whose number differs by no more than this."""


@dataclass(frozen=True, slots=True)
class Context:
    """How the remaining words match a candidate's postcode and city."""

    cost: float
    confirmed: bool


def street_similarity(typed: str, folded: str, *, abbreviated: bool) -> float:
    """0 to 1, where typos, spaces and abbreviations cost little."""
    if typed == folded:
        return 1.0
    best = max(
        OSA.normalized_similarity(typed, folded),
        OTHER_WRITING * OSA.normalized_similarity(canonical(typed), canonical(folded)),
        OTHER_WRITING * _same_words(canonical(typed), canonical(folded)),
        OTHER_WRITING * OSA.normalized_similarity(typed.replace(" ", ""), folded.replace(" ", "")),
    )
    if abbreviated and best < ABBREVIATED_SIMILARITY and _abbreviates(typed, folded):
        return ABBREVIATED_SIMILARITY
    return best


def _same_words(typed: str, name: str) -> bool:
    """In whatever order: Ленина ул. for ул. Ленина."""
    return len(typed) == len(name) and sorted(typed.split()) == sorted(name.split())


def _abbreviates(typed: str, folded: str) -> bool:
    """Whether every typed word begins the name's word at its place ("h c and boul")."""
    short, full = typed.split(), folded.split()
    if len(short) != len(full) or len(typed.replace(" ", "")) < 4:
        return False
    return all(word.startswith(part) for part, word in zip(short, full, strict=True))


def place_words(rest: Sequence[str]) -> list[str]:
    """The remaining words that may be a place name: no digits, no single letters."""
    return [word for word in rest if len(word) > 1 and not any(letter.isdigit() for letter in word)]


def names_known_place(rest: Sequence[str], known: Sequence[str]) -> bool:
    """Whether the remaining words name a place of the loaded map (``known``: folded, every language)."""
    words = place_words(rest)
    spellings = {*words, " ".join(words)} - {""}
    return any(process.extractOne(word, known, scorer=fuzz.ratio, score_cutoff=80) for word in spellings)


def judge_context(rest: Sequence[str], *, postcode: str, city: str, on_map: bool) -> Context:
    """Compares the remaining words with a candidate; a matching postcode outweighs a misspelled city.

    ``city`` is folded; ``on_map``: the words are a place name of the loaded map.
    """
    left, same_postcode = _without_postcode(rest, fold(postcode).split())
    number_cost = 0.0 if same_postcode else _postcode_cost(left, fold(postcode).replace(" ", ""))
    city_cost, same_city = _city_cost(place_words(left), city, on_map)
    if same_postcode:
        city_cost = min(city_cost, LEFT_OVER_WORD_COST)
    return Context(number_cost + city_cost, same_postcode or same_city)


def _without_postcode(rest: Sequence[str], postcode: Sequence[str]) -> tuple[list[str], bool]:
    """The words but for the postcode, in however many parts it was typed: 120 00, 1015CJ, 104-0061.

    Of a code with letters its first part suffices: a district of some streets.
    """
    whole = "".join(postcode)
    for start in range(len(rest) if whole else 0):
        for size in range(1, MAX_POSTCODE_WORDS + 1):
            if "".join(rest[start : start + size]) == whole:
                return [*rest[:start], *rest[start + size :]], True
    if len(postcode) > 1 and not whole.isdigit() and postcode[0] in rest:
        return [word for word in rest if word != postcode[0]], True
    return list(rest), False


def _postcode_cost(words: Sequence[str], postcode: str) -> float:
    pairs = [first + second for first, second in pairwise(words) if (first + second).isdigit()]
    typed = [word for word in (*words, *pairs) if word.isdigit() and len(word) >= 3]
    if not typed or not postcode:
        return 0.0
    is_typo = any(OSA.distance(digits, postcode) == 1 for digits in typed)
    return MISTYPED_POSTCODE_COST if is_typo else OTHER_POSTCODE_COST


def _city_cost(words: Sequence[str], city: str, on_map: bool) -> tuple[float, bool]:
    if not words:
        return 0.0, False
    typed = " ".join(words)
    if city and _same_city(typed, words, city):
        return 0.0, True
    return (NEARBY_CITY_COST, True) if on_map else (OTHER_CITY_COST, False)


def _same_city(typed: str, words: Sequence[str], city: str) -> bool:
    parts = [part for part in city.split() if len(part) > 2]
    return fuzz.ratio(typed, city) >= 75 or any(
        fuzz.ratio(word, part) >= 75 for word in words for part in parts
    )


def number_cost(
    asked: HouseNumber | None, door: HouseNumber, *, surveyed: bool, rest: Sequence[str] = ()
) -> float | None:
    """The penalty for answering ``asked`` with ``door``; None if the house is no answer to it.

    ``rest`` are the following words, which may contain the house's own suffix: 12 Hinterhaus, a misspelled 6
    ter.
    """
    if asked is None:
        return None
    if is_answer(asked, door):
        cost = min(_answer_cost(asked, door), _tail_cost(asked, door, rest))
        return cost + (0.0 if surveyed else INTERPOLATED_COST)
    if abs(door.first - asked.first) <= NEIGHBOUR_SPAN and door.first % 2 == asked.first % 2:
        return NEIGHBOUR_NUMBER_COST + 0.05 * abs(door.first - asked.first)
    return None


def is_answer(asked: HouseNumber, door: HouseNumber) -> bool:
    """Whether the house is what was asked for, entirely or partly, and not only its neighbour."""
    return door.covers(asked.first) or asked.covers(door.first) or asked.second_of(door)


def _answer_cost(asked: HouseNumber, door: HouseNumber) -> float:
    if not (door.covers(asked.first) or asked.covers(door.first)):
        is_whole = door.tail[1:] == asked.tail
        return SECOND_NUMBER_COST if is_whole else SECOND_NUMBER_COST + HEAD_ONLY_COST
    if asked.tail == door.tail:
        return 0.0 if (asked.first, asked.last) == (door.first, door.last) else COVERED_COST
    if door.first != door.last:
        return COVERED_COST
    if asked.begins(door) or door.begins(asked):
        return HEAD_ONLY_COST
    return OTHER_LETTER_COST if _are_letters(asked.tail, door.tail) else OTHER_PART_COST


def _tail_cost(asked: HouseNumber, door: HouseNumber, rest: Sequence[str]) -> float:
    """What a door costs whose words, bis or Hinterhaus, were typed with a slip; infinite when they were not."""
    if (asked.first, asked.last) != (door.first, door.last):
        return inf
    if not any(len(word) > 1 and word.isalpha() for word in door.tail):
        return inf
    typed = [*asked.tail, *(word.upper() for word in rest)][: len(door.tail)]
    alike = fuzz.ratio(" ".join(typed), " ".join(door.tail)) / 100
    return SLIP_IN_TAIL_COST * (1 - alike) if alike >= ALIKE_TAIL else inf


def _are_letters(*tails: list[str]) -> bool:
    return all(len(tail) == 1 and len(tail[0]) == 1 and tail[0].isalpha() for tail in tails)


def score(reading: Reading, *, similarity: float, number: float, context: Context) -> float:
    """10 minus all penalties, at least 0."""
    per_street = CONFIRMED_STREET_COST if context.confirmed else STREET_COST
    spare = (
        LEFT_OVER_WORD_COST
        if reading.number is None and any(word.isdigit() for word in reading.rest)
        else 0.0
    )
    return round(max(0.0, PERFECT - per_street * (1 - similarity) - number - context.cost - spare), 2)


def verdict(hits: Sequence[AddressHit]) -> Verdict:
    """Accept a single clear house; ask if it is doubtful or has a rival; else not found. Best hit first."""
    if not hits or hits[0].score < SUGGEST_FROM:
        return "not_found"
    best = hits[0]
    rivals = [hit for hit in hits[1:] if _rivals(best, hit)]
    sure: tuple[Precision, ...] = ("address", "interpolated")
    return "accept" if best.score >= ACCEPT_FROM and best.precision in sure and not rivals else "did_you_mean"


def _rivals(best: AddressHit, other: AddressHit) -> bool:
    apart = distance_m(best.point, other.point)
    if best.score == other.score and best.house_number != other.house_number and apart > DOOR_APART_M:
        return True
    return best.score - other.score < RIVAL_MARGIN and apart > RIVAL_DISTANCE_M
