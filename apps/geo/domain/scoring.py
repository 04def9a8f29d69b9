"""How sure a found address is, from 0 to 10, and what to do with it."""

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from apps.geo.contract.types import AddressHit, Precision, Verdict
from apps.geo.domain.address_query import Reading
from apps.geo.domain.distance import distance_m
from apps.geo.domain.folding import canonical
from apps.geo.domain.house_number import HouseNumber

PERFECT = 10.0
ACCEPT_FROM = 9.0
SUGGEST_FROM = 7.0

# What each doubt costs. Fitted so that two typos in a confirmed address pass and other cities' do not.
STREET_COST = 12.0
CONFIRMED_STREET_COST = 6.5
MIN_STREET_SIMILARITY = 0.55
ABBREVIATED_SIMILARITY = 0.97
NO_NUMBER_COST = 1.5
NO_SUCH_NUMBER_COST = 2.4
NEIGHBOUR_NUMBER_COST = 1.2
COVERED_COST = 0.1
"""A door of the typed range, or a range that holds the typed door: the very number comes before it."""
HEAD_ONLY_COST = 0.5
"""12 for 12 к2, or 12 к2 for a map that knows 12 alone."""
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

RIVAL_MARGIN = 0.5
"""A second place that scores this close is a rival: the person must choose."""
RIVAL_DISTANCE_M = 300.0
DOOR_APART_M = 60.0
"""Doors that answer equally well and lie farther apart are a question, too."""
NEIGHBOUR_SPAN = 12
"""A missing number is placed at a neighbour's door when their numbers differ by no more than this."""


@dataclass(frozen=True, slots=True)
class Context:
    """How the words beside street and number agree with a candidate's postcode and city."""

    cost: float
    confirmed: bool


def street_similarity(typed: str, folded: str, *, abbreviated: bool) -> float:
    """0 to 1, where typos, spaces and abbreviations cost little."""
    if typed == folded:
        return 1.0
    best = max(
        OSA.normalized_similarity(typed, folded),
        OSA.normalized_similarity(canonical(typed), canonical(folded)),
        OSA.normalized_similarity(typed.replace(" ", ""), folded.replace(" ", "")),
    )
    if abbreviated and best < ABBREVIATED_SIMILARITY and _abbreviates(typed, folded):
        return ABBREVIATED_SIMILARITY
    return best


def _abbreviates(typed: str, folded: str) -> bool:
    """Whether every typed word begins the name's word at its place ("h c and boul")."""
    short, full = typed.split(), folded.split()
    if len(short) != len(full) or len(typed.replace(" ", "")) < 4:
        return False
    return all(word.startswith(part) for part, word in zip(short, full, strict=True))


def place_words(rest: Sequence[str]) -> list[str]:
    """The remaining words that may name a place: no digits, no single letters."""
    return [word for word in rest if len(word) > 1 and not any(letter.isdigit() for letter in word)]


def names_known_place(rest: Sequence[str], known: Sequence[str]) -> bool:
    """Whether the remaining words name a place of the loaded map (``known``: folded, every language)."""
    words = place_words(rest)
    spellings = {*words, " ".join(words)} - {""}
    return any(process.extractOne(word, known, scorer=fuzz.ratio, score_cutoff=80) for word in spellings)


def judge_context(rest: Sequence[str], *, postcode: str, city: str, on_map: bool) -> Context:
    """Hold the remaining words against a candidate; an agreeing postcode outweighs a misspelt city.

    ``city`` is folded; ``on_map`` tells that the words name some place of the loaded map.
    """
    digits = [word for word in rest if word.isdigit() and len(word) >= 3]
    number_cost, same_postcode = _postcode_cost(digits, postcode.replace(" ", "").casefold())
    city_cost, same_city = _city_cost(place_words(rest), city, on_map)
    if same_postcode:
        city_cost = min(city_cost, LEFT_OVER_WORD_COST)
    return Context(number_cost + city_cost, same_postcode or same_city)


def _postcode_cost(digits: Sequence[str], postcode: str) -> tuple[float, bool]:
    if not digits or not postcode:
        return 0.0, False
    if postcode in digits:
        return 0.0, True
    typo = any(OSA.distance(typed, postcode) == 1 for typed in digits)
    return (MISTYPED_POSTCODE_COST, False) if typo else (OTHER_POSTCODE_COST, False)


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


def number_cost(asked: HouseNumber | None, door: HouseNumber, *, surveyed: bool) -> float | None:
    """What it costs to answer ``asked`` with ``door``; None when the door is no answer to it."""
    if asked is None:
        return None
    if is_answer(asked, door):
        return _answer_cost(asked, door) + (0.0 if surveyed else INTERPOLATED_COST)
    if abs(door.first - asked.first) <= NEIGHBOUR_SPAN and door.first % 2 == asked.first % 2:
        return NEIGHBOUR_NUMBER_COST + 0.05 * abs(door.first - asked.first)
    return None


def is_answer(asked: HouseNumber, door: HouseNumber) -> bool:
    """Whether the door is what was asked for, in whole or in part, and not only its neighbour."""
    return door.covers(asked.first) or asked.covers(door.first) or asked.second_of(door)


def _answer_cost(asked: HouseNumber, door: HouseNumber) -> float:
    if not (door.covers(asked.first) or asked.covers(door.first)):
        return SECOND_NUMBER_COST
    if asked.tail == door.tail:
        return 0.0 if (asked.first, asked.last) == (door.first, door.last) else COVERED_COST
    if door.first != door.last:
        return COVERED_COST
    if asked.begins(door) or door.begins(asked):
        return HEAD_ONLY_COST
    return OTHER_LETTER_COST if _are_letters(asked.tail, door.tail) else OTHER_PART_COST


def _are_letters(*tails: list[str]) -> bool:
    return all(len(tail) == 1 and len(tail[0]) == 1 and tail[0].isalpha() for tail in tails)


def score(reading: Reading, *, similarity: float, number: float, context: Context) -> float:
    """10 minus every doubt, never below zero."""
    per_street = CONFIRMED_STREET_COST if context.confirmed else STREET_COST
    spare = (
        LEFT_OVER_WORD_COST
        if reading.number is None and any(word.isdigit() for word in reading.rest)
        else 0.0
    )
    return round(max(0.0, PERFECT - per_street * (1 - similarity) - number - context.cost - spare), 2)


def verdict(hits: Sequence[AddressHit]) -> Verdict:
    """Accept one clear door; ask when it is doubtful or has a rival; else not found. Best hit first."""
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
