"""Autocompletion of addresses."""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from rapidfuzz.distance import OSA

from apps.geo.contract.estimates import distance_m
from apps.geo.contract.types import AddressHit, Point
from apps.geo.domain.address_query import read_address
from apps.geo.domain.folding import fold
from apps.geo.domain.house_number import HouseNumber
from apps.geo.domain.local_hits import door_hit, street_hit
from apps.geo.domain.scoring import PERFECT, STREET_COST
from apps.geo.queries.cities import LiveCity
from dominos.kernel.contact import is_ideographic

MIN_CHARS = 2
MIN_PREFIX_SIMILARITY = 0.7

_BY_PREFIX = """
SELECT n.folded, n.name, n.name = s.name, s.id, s.locality, s.postcode, s.lat, s.lon
FROM (
    (SELECT folded FROM geo_spelling WHERE city_id = %(city)s AND folded LIKE %(like)s ORDER BY folded LIMIT 20)
    UNION
    (SELECT folded FROM geo_spelling WHERE city_id = %(city)s ORDER BY folded <-> %(typed)s LIMIT 10)
) AS near
JOIN geo_streetname n ON n.city_id = %(city)s AND n.folded = near.folded
JOIN geo_street s ON s.id = n.street_id
"""
_DOORS = """
SELECT a.number, a.postcode, a.locality, a.lat, a.lon, a.exact FROM geo_address a
WHERE a.street_id = %(street)s AND CASE
    WHEN %(plain)s THEN a.number_first::text LIKE %(first)s || '%%' OR a.suffix LIKE '/' || %(first)s || '%%'
    ELSE a.number_first::text = %(first)s
        AND (a.suffix LIKE %(suffix)s || '%%' OR replace(a.number, ' ', '') ILIKE %(written)s || '%%')
END
ORDER BY a.number_first::text = %(first)s DESC, a.suffix <> %(suffix)s, a.suffix LIKE '/%%', a.number_first, a.suffix
LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class _Street:
    name: str
    id: Any
    locality: str
    postcode: str
    point: Point
    score: float


def suggest(city: LiveCity, prefix: str, *, near: Point | None, limit: int) -> list[AddressHit]:
    """Streets that begin (almost) like ``prefix``, or houses once a number is typed; best first."""
    typed, number = _read_prefix(prefix)
    if len(typed) < (1 if is_ideographic(typed) else MIN_CHARS):
        return []
    streets = _streets(city, typed, near)
    if number is None:
        return [_hit(street) for street in streets[:limit]]
    hits = [hit for street in streets[:3] for hit in _door_hits(street, number, limit)]
    return (hits or [_hit(street) for street in streets])[:limit]


def _read_prefix(prefix: str) -> tuple[str, HouseNumber | None]:
    readings = read_address(prefix)
    numbered = [reading for reading in readings if reading.number is not None]
    if numbered:
        return numbered[0].street, numbered[0].number
    return fold(prefix), None


def _streets(city: LiveCity, typed: str, near: Point | None) -> list[_Street]:
    like = typed.replace("\\", "").replace("%", "").replace("_", "") + "%"
    with connection.cursor() as cursor:
        cursor.execute(_BY_PREFIX, {"city": city.id, "like": like, "typed": typed})
        rows = cursor.fetchall()
    best: dict[Any, _Street] = {}
    for folded, name, on_signs, key, locality, postcode, lat, lon in rows:
        similar = _prefix_similarity(typed, folded)
        if similar < MIN_PREFIX_SIMILARITY:
            continue
        street = _Street(name, key, locality, postcode, Point(lat=lat, lon=lon), _score(similar))
        if key not in best or (best[key].score, False) < (street.score, on_signs):
            best[key] = street
    return sorted(best.values(), key=lambda street: _order(street, near))


def _order(street: _Street, near: Point | None) -> tuple[float, float, int, str]:
    far = distance_m(street.point, near) if near else 0.0
    return -street.score, far, len(street.name), street.name


def _prefix_similarity(typed: str, folded: str) -> float:
    if folded.startswith(typed):
        return 1.0
    starts = (folded[: len(typed) + more] for more in (-1, 0, 1))
    return max(OSA.normalized_similarity(typed, start) for start in starts)


def _score(similarity: float) -> float:
    return round(max(0.0, PERFECT - STREET_COST * (1 - similarity)), 2)


def _hit(street: _Street) -> AddressHit:
    return street_hit(street.name, street.postcode, street.locality, street.point, street.score)


def _door_hits(street: _Street, number: HouseNumber, limit: int) -> list[AddressHit]:
    written = number.text.replace(" ", "")
    asked = {
        "street": street.id,
        "plain": written.isdigit(),
        "first": str(number.first),
        "suffix": number.suffix,
        "written": written.replace("\\", "").replace("%", "").replace("_", ""),
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(_DOORS, asked)
        rows = cursor.fetchall()
    return [
        door_hit(
            street.name,
            text,
            postcode or street.postcode,
            locality,
            Point(lat=lat, lon=lon),
            street.score,
            exact=exact,
        )
        for text, postcode, locality, lat, lon, exact in rows
    ]
