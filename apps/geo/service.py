"""The implementation of the geo service."""

from datetime import datetime
from uuid import UUID

from apps.geo.conf import number
from apps.geo.contract.errors import TooManyPairs
from apps.geo.contract.service import GeoService
from apps.geo.contract.types import (
    AddressHit,
    GeocodeResult,
    Matrix,
    NearestStore,
    Point,
    Profile,
    ReverseResult,
    Route,
    ZoneMatch,
)
from apps.geo.geocoding.chain import geocode
from apps.geo.geocoding.suggest import suggest
from apps.geo.queries.addresses import reverse_geocode
from apps.geo.queries.cities import live_city
from apps.geo.queries.coverage import locate_store
from apps.geo.queries.stores import list_nearest_stores
from apps.geo.roads.engines import engine_for
from apps.geo.roads.routing import find_matrix, find_route
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.clock import now

MAX_HITS = 20


class LocalGeoService(GeoService):
    """Thin: maps the contract to queries, the geocoder chain and the road engine."""

    def geocode(self, *, query: str, near: Point | None = None, limit: int = 5) -> GeocodeResult:
        return geocode(query, near=near, limit=_clamp(limit))

    def suggest(self, *, prefix: str, near: Point | None = None, limit: int = 5) -> tuple[AddressHit, ...]:
        city = live_city()
        return tuple(suggest(city, prefix, near=near, limit=_clamp(limit))) if city else ()

    def reverse(self, *, point: Point) -> ReverseResult:
        return reverse_geocode(live_city(), point)

    def locate(
        self,
        *,
        point: Point,
        service: ServiceMethod = ServiceMethod.DELIVERY,
        at: datetime | None = None,
        but: tuple[UUID, ...] = (),
    ) -> ZoneMatch:
        return locate_store(live_city(), point, service, at or now(), but)

    def route(self, *, origin: Point, destination: Point, profile: Profile = "bicycle") -> Route:
        return find_route(engine_for(profile), origin, destination, profile, number("GEO_SNAP_RADIUS_M"))

    def matrix(
        self, *, origins: tuple[Point, ...], destinations: tuple[Point, ...], profile: Profile = "bicycle"
    ) -> Matrix:
        limit = int(number("GEO_MATRIX_LIMIT"))
        if len(origins) * len(destinations) > limit:
            raise TooManyPairs(f"At most {limit} pairs.", limit=limit)
        return find_matrix(engine_for(profile), origins, destinations, profile, number("GEO_SNAP_RADIUS_M"))

    def nearest_stores(
        self, *, point: Point, limit: int = 5, service: ServiceMethod | None = None
    ) -> tuple[NearestStore, ...]:
        offered = service.value if service else ""
        return tuple(list_nearest_stores(point, service=offered, limit=_clamp(limit)))


def _clamp(limit: int) -> int:
    return max(1, min(limit, MAX_HITS))
