"""The address nearest to a point."""

from typing import Any

from django.db import connection

from apps.geo.contract.errors import NoAddressThere
from apps.geo.contract.estimates import distance_m
from apps.geo.contract.types import AddressHit, Point, ReverseResult
from apps.geo.domain.local_hits import door_hit
from apps.geo.domain.scoring import PERFECT
from apps.geo.queries.cities import LiveCity

GPS_ERROR_M = 22.0
"""At this error a phone's fix is nearest to the right house in 28 % of cases, so that the person must confirm."""
REVERSE_LIMIT_M = 500.0

_REVERSE = """
SELECT s.name, a.number, COALESCE(NULLIF(a.postcode, ''), s.postcode), a.locality, a.lat, a.lon, a.exact
FROM geo_address a JOIN geo_street s ON s.id = a.street_id
WHERE a.city_id = %s
ORDER BY ll_to_earth(a.lat, a.lon) <-> ll_to_earth(%s, %s) LIMIT 2
"""


def reverse_geocode(city: LiveCity | None, point: Point) -> ReverseResult:
    """The nearest known address; its number must be confirmed if another house is about as near."""
    rows = _reverse_rows(city, point) if city else []
    if not rows:
        raise NoAddressThere
    hit = _address_hit(rows[0])
    meters = distance_m(point, hit.point)
    if meters > REVERSE_LIMIT_M:
        raise NoAddressThere
    rival = distance_m(point, _address_hit(rows[1]).point) if len(rows) > 1 else float("inf")
    unsure = hit.precision != "address" or rival - meters < 2 * GPS_ERROR_M or meters > GPS_ERROR_M
    return ReverseResult(hit=hit, distance_m=meters, confirm_number=unsure)


def _reverse_rows(city: LiveCity, point: Point) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(_REVERSE, [city.id, point.lat, point.lon])
        return list(cursor.fetchall())


def _address_hit(row: tuple[Any, ...]) -> AddressHit:
    street, number, postcode, city, lat, lon, exact = row
    return door_hit(street, number, postcode, city, Point(lat=lat, lon=lon), PERFECT, exact=exact)
