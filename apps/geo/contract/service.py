"""The geo service."""

from abc import abstractmethod
from datetime import datetime
from uuid import UUID

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
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.services import Service, read


class GeoService(Service):
    """Queries about addresses, zones, stores by distance, and roads."""

    name = "geo"

    @read
    @abstractmethod
    def geocode(self, *, query: str, near: Point | None = None, limit: int = 5) -> GeocodeResult:
        """The possible places of a typed address. Raises ``GeocodingUnavailable`` if no provider answers."""

    @read
    @abstractmethod
    def suggest(self, *, prefix: str, near: Point | None = None, limit: int = 5) -> tuple[AddressHit, ...]:
        """Completions of an address while it is being typed, best first."""

    @read
    @abstractmethod
    def reverse(self, *, point: Point) -> ReverseResult:
        """The address nearest to a point. Raises ``NoAddressThere``."""

    @read
    @abstractmethod
    def locate(
        self,
        *,
        point: Point,
        service: ServiceMethod = ServiceMethod.DELIVERY,
        at: datetime | None = None,
        but: tuple[UUID, ...] = (),
    ) -> ZoneMatch:
        """The one store that serves a point at an instant (default: now), excluding the stores in `but`.

        Raises ``OutOfZone`` or ``ZoneClosed`` (delivery) or ``NoStoreNearby``.
        """

    @read
    @abstractmethod
    def route(self, *, origin: Point, destination: Point, profile: Profile = "bicycle") -> Route:
        """The quickest route; a straight-line estimate where there is no road."""

    @read
    @abstractmethod
    def matrix(
        self, *, origins: tuple[Point, ...], destinations: tuple[Point, ...], profile: Profile = "bicycle"
    ) -> Matrix:
        """Travel times and lengths between all pairs. Raises ``TooManyPairs``."""

    @read
    @abstractmethod
    def nearest_stores(
        self, *, point: Point, limit: int = 5, service: ServiceMethod | None = None
    ) -> tuple[NearestStore, ...]:
        """The stores nearest to a point by straight line, only those that offer ``service`` if it is given."""
