"""Searches addresses of the loaded map: trigrams find candidates, edit distance and context rank them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import connection

from apps.geo.contract.estimates import distance_m
from apps.geo.contract.types import AddressHit, Point
from apps.geo.domain.address_query import Reading, read_address
from apps.geo.domain.folding import fold, short_name
from apps.geo.domain.house_number import RANGE_SPAN, HouseNumber
from apps.geo.domain.local_hits import door_hit, street_hit
from apps.geo.domain.scoring import (
    ACCEPT_FROM,
    MIN_STREET_SIMILARITY,
    NEIGHBOUR_SPAN,
    NO_NUMBER_COST,
    NO_SUCH_NUMBER_COST,
    SHORT_NAME_SIMILARITY,
    SUGGEST_FROM,
    Context,
    is_answer,
    judge_context,
    names_known_place,
    number_cost,
    score,
    street_similarity,
)
from apps.geo.queries.cities import LiveCity

MAX_TEXTS = 8
MAX_STREETS = 12

_STREETS = """
SELECT q.typed, n.folded, n.name, s.id, s.locality, s.postcode, s.lat, s.lon
FROM unnest(%s::text[]) AS q(typed)
CROSS JOIN LATERAL (
    SELECT folded FROM geo_spelling WHERE city_id = %s ORDER BY folded <-> q.typed LIMIT 15
) AS near
JOIN geo_streetname n ON n.city_id = %s AND n.folded = near.folded
JOIN geo_street s ON s.id = n.street_id
"""
_DOORS = """
SELECT q.at, a.number, a.number_first, a.number_last, a.suffix, a.postcode, a.locality, a.lat, a.lon, a.exact
FROM unnest(%s::int[], %s::uuid[], %s::int[], %s::int[], %s::text[]) AS q(at, street_id, number, last, suffix)
CROSS JOIN LATERAL (
    (
        SELECT * FROM geo_address
        WHERE street_id = q.street_id AND number_first BETWEEN q.number - %s AND q.number + %s
        ORDER BY
            (number_first, number_last, suffix) = (q.number, q.last, q.suffix) DESC,
            q.number BETWEEN number_first AND number_last DESC,
            abs(number_first - q.number), suffix <> q.suffix, NOT exact
        LIMIT 10
    )
    UNION ALL
    (
        SELECT * FROM geo_address
        WHERE street_id = q.street_id AND suffix <> ''
            AND suffix IN ('/' || q.number, '/' || q.number || ' ' || q.suffix) AND number_first <> q.number
        LIMIT 5
    )
) AS a
"""


@dataclass(frozen=True, slots=True)
class _Street:
    typed: str
    folded: str
    name: str
    id: UUID
    locality: str
    postcode: str
    point: Point

    @property
    def is_short(self) -> bool:
        """Whether the spelling is the name without its word for street."""
        return self.folded == short_name(fold(self.name))


@dataclass(frozen=True, slots=True)
class _Match:
    """One reading held against one street."""

    reading: Reading
    street: _Street
    similarity: float
    on_map: bool

    def context(self, postcode: str, locality: str) -> Context:
        return judge_context(self.reading.rest, postcode=postcode, city=fold(locality), on_map=self.on_map)

    def best_case(self) -> float:
        """The score of a house that matches the typed postcode and city: a long street has several of either."""
        if self.reading.number is None:
            return 0.0
        return score(self.reading, similarity=self.similarity, number=0.0, context=Context(0.0, True))

    def promise(self) -> float:
        """The score if the street had the house, which decides which streets are searched."""
        context = self.context(self.street.postcode, self.street.locality)
        return score(self.reading, similarity=self.similarity, number=0.0, context=context)


@dataclass(frozen=True, slots=True)
class _Door:
    number: HouseNumber
    postcode: str
    locality: str
    point: Point
    exact: bool


def search(city: LiveCity, query: str, *, near: Point | None = None, limit: int = 5) -> list[AddressHit]:
    """Every address the query may mean with a score of at least 7, best first."""
    readings = read_address(query)
    usual, *others = dict.fromkeys(reading.street for reading in readings) or [""]
    texts = [usual, *sorted(others, key=_has_digit)][:MAX_TEXTS] if usual else []
    hits: list[AddressHit] = []
    for batch in (texts[:1], texts[1:]):
        # The usual word order nearly always answers; the others are asked only when it does not.
        if batch and not any(hit.score >= ACCEPT_FROM for hit in hits):
            hits += _search_streets(city, [reading for reading in readings if reading.street in batch], batch)
    return _ranked(hits, near)[:limit]


def _has_digit(text: str) -> bool:
    return any(letter.isdigit() for letter in text)


def _search_streets(city: LiveCity, readings: list[Reading], texts: list[str]) -> list[AddressHit]:
    matches = _matches(city, readings, _find_streets(city, texts))
    return [hit for match, doors in _with_doors(matches) for hit in _hits(match, doors)]


def _find_streets(city: LiveCity, texts: list[str]) -> list[_Street]:
    with connection.cursor() as cursor:
        cursor.execute(_STREETS, [texts, city.id, city.id])
        rows = cursor.fetchall()
    return [_Street(*row[:6], Point(lat=row[6], lon=row[7])) for row in rows]  # type: ignore[call-arg]


def _matches(city: LiveCity, readings: Iterable[Reading], streets: Sequence[_Street]) -> list[_Match]:
    matches = []
    for reading in readings:
        on_map = names_known_place(reading.rest, city.place_names)
        for street in streets:
            if street.typed != reading.street:
                continue
            similar = street_similarity(reading.street, street.folded, abbreviated=reading.abbreviated)
            if street.is_short:
                similar *= SHORT_NAME_SIMILARITY
            if similar >= MIN_STREET_SIMILARITY:
                matches.append(_Match(reading, street, similar, on_map))
    promising = [(match.promise(), match) for match in matches]
    kept = [pair for pair in promising if pair[0] >= SUGGEST_FROM or pair[1].best_case() >= ACCEPT_FROM]
    return [match for _, match in sorted(kept, key=lambda pair: -pair[0])[:MAX_STREETS]]


def _with_doors(matches: list[_Match]) -> list[tuple[_Match, list[_Door]]]:
    asked = [(at, match) for at, match in enumerate(matches) if match.reading.number is not None]
    doors: dict[int, list[_Door]] = {}
    if asked:
        numbers = [match.reading.number for _, match in asked if match.reading.number is not None]
        with connection.cursor() as cursor:
            cursor.execute(
                _DOORS,
                [
                    [at for at, _ in asked],
                    [match.street.id for _, match in asked],
                    [number.first for number in numbers],
                    [number.last for number in numbers],
                    [number.suffix for number in numbers],
                    RANGE_SPAN,
                    NEIGHBOUR_SPAN,
                ],
            )
            for at, written, first, last, suffix, postcode, locality, lat, lon, exact in cursor.fetchall():
                number = HouseNumber(first, last, suffix, written)
                door = _Door(number, postcode, locality, Point(lat=lat, lon=lon), exact)
                doors.setdefault(at, []).append(door)
    return [(match, doors.get(at, [])) for at, match in enumerate(matches)]


def _hits(match: _Match, doors: list[_Door]) -> list[AddressHit]:
    asked = match.reading.number
    if asked is None:
        return [_street_hit(match, NO_NUMBER_COST)]
    answers = [
        (cost, door)
        for door in doors
        if (cost := number_cost(asked, door.number, surveyed=door.exact, rest=match.reading.rest)) is not None
    ]
    if not answers:
        return [_street_hit(match, NO_SUCH_NUMBER_COST)]
    exact = [(cost, door) for cost, door in answers if is_answer(asked, door.number)]
    if exact:
        return [_door_hit(match, door, cost) for cost, door in exact]
    return [_between(match, asked, min(answers, key=lambda answer: answer[0])[0], doors)]


def _between(match: _Match, asked: HouseNumber, cost: float, doors: list[_Door]) -> AddressHit:
    """A number the map does not have, placed between its neighbours on the same side."""
    side = [door for door in doors if door.number.first % 2 == asked.first % 2]
    below = max((d for d in side if d.number.first < asked.first), key=lambda d: d.number.first, default=None)
    above = min((d for d in side if d.number.first > asked.first), key=lambda d: d.number.first, default=None)
    nearest = min(side, key=lambda door: abs(door.number.first - asked.first))
    point = nearest.point
    if below and above:
        share = (asked.first - below.number.first) / (above.number.first - below.number.first)
        point = Point(
            lat=below.point.lat + (above.point.lat - below.point.lat) * share,
            lon=below.point.lon + (above.point.lon - below.point.lon) * share,
        )
    hit = _door_hit(match, replace(nearest, number=asked, point=point, exact=False), cost)
    return replace(hit, precision="interpolated")


def _door_hit(match: _Match, door: _Door, cost: float) -> AddressHit:
    postcode, locality = door.postcode or match.street.postcode, door.locality or match.street.locality
    context = match.context(postcode, locality)
    scored = score(match.reading, similarity=match.similarity, number=cost, context=context)
    name, number = match.street.name, door.number.text
    return door_hit(name, number, postcode, locality, door.point, scored, exact=door.exact)


def _street_hit(match: _Match, cost: float) -> AddressHit:
    street = match.street
    context = match.context(street.postcode, street.locality)
    scored = score(match.reading, similarity=match.similarity, number=cost, context=context)
    return street_hit(street.name, street.postcode, street.locality, street.point, scored)


def _ranked(hits: Iterable[AddressHit], near: Point | None) -> list[AddressHit]:
    """Best score first; equals by distance to ``near``. Each label once."""

    def order(hit: AddressHit) -> tuple[float, float, str]:
        return -hit.score, distance_m(hit.point, near) if near else 0.0, hit.label

    best: dict[tuple[str, float, float], AddressHit] = {}
    for hit in sorted((hit for hit in hits if hit.score >= SUGGEST_FROM), key=order):
        best.setdefault((hit.label, round(hit.point.lat, 3), round(hit.point.lon, 3)), hit)
    return list(best.values())
