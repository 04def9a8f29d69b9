"""The loaded map as a geopy geocoder."""

from typing import Any

from geopy.adapters import URLLibAdapter
from geopy.exc import GeocoderUnavailable
from geopy.geocoders.base import DEFAULT_SENTINEL, Geocoder
from geopy.location import Location
from geopy.point import Point as GeopyPoint

from apps.geo.contract.errors import NoAddressThere
from apps.geo.contract.types import AddressHit, Point
from apps.geo.geocoding.search import search
from apps.geo.queries.addresses import reverse_geocode
from apps.geo.queries.cities import LiveCity, live_city


class LocalGeocoder(Geocoder):  # type: ignore[misc]
    """Answers from PostgreSQL, without network requests. ``Location.raw["hit"]`` is the ``AddressHit``.

    Raises geopy's ``GeocoderUnavailable`` while no city is loaded.
    """

    def __init__(self, *, timeout: Any = DEFAULT_SENTINEL) -> None:
        super().__init__(timeout=timeout, adapter_factory=URLLibAdapter)

    def geocode(
        self,
        query: str,
        *,
        exactly_one: bool = True,
        timeout: Any = DEFAULT_SENTINEL,
        limit: int = 5,
        near: Point | None = None,
    ) -> Location | list[Location] | None:
        """The place or places of a typed address, best first; None when nothing comes close."""
        hits = search(_required_city(), query, near=near, limit=1 if exactly_one else limit)
        return _located(hits, exactly_one)

    def reverse(
        self, query: Any, *, exactly_one: bool = True, timeout: Any = DEFAULT_SENTINEL
    ) -> Location | list[Location] | None:
        """The address nearest to a geopy point, (lat, lon) pair or text; None when there is none near."""
        place = GeopyPoint(query)
        try:
            found = reverse_geocode(_required_city(), Point(lat=place.latitude, lon=place.longitude))
        except NoAddressThere:
            return None
        return _located([found.hit], exactly_one)


def _required_city() -> LiveCity:
    city = live_city()
    if city is None:
        raise GeocoderUnavailable("no city is loaded")
    return city


def _located(hits: list[AddressHit], exactly_one: bool) -> Location | list[Location] | None:
    locations = [Location(hit.label, (hit.point.lat, hit.point.lon), {"hit": hit}) for hit in hits]
    if not locations:
        return None
    return locations[0] if exactly_one else locations
