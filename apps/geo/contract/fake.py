"""In-memory geography for other apps' tests: circles as zones, straight lines as roads."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from apps.geo.contract.errors import NoAddressThere, NoStoreNearby, OutOfZone
from apps.geo.contract.estimates import distance_m
from apps.geo.contract.service import GeoService
from apps.geo.contract.types import (
    AddressHit,
    FeeTier,
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

SPEED_MPS: dict[Profile, float] = {"bicycle": 4.0, "car": 8.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class FakeStore:
    """A store that delivers within ``radius_m`` and always offers carryout."""

    store_id: UUID
    point: Point
    name: str = "Store"
    zone_id: UUID | None = None
    radius_m: float = 5_000.0
    currency: str = "EUR"
    minimum_subtotal: int = 0
    fee_tiers: tuple[FeeTier, ...] = ()


@dataclass(slots=True)
class FakeGeoService(GeoService):
    """Answers from the stores and addresses it is given; an address is found by its exact label."""

    stores: list[FakeStore] = field(default_factory=list)
    addresses: list[AddressHit] = field(default_factory=list)

    def geocode(self, *, query: str, near: Point | None = None, limit: int = 5) -> GeocodeResult:
        hits = tuple(hit for hit in self.addresses if hit.label.casefold() == query.strip().casefold())
        return GeocodeResult(verdict="accept" if hits else "not_found", hits=hits[:limit])

    def suggest(self, *, prefix: str, near: Point | None = None, limit: int = 5) -> tuple[AddressHit, ...]:
        typed = prefix.strip().casefold()
        return tuple(hit for hit in self.addresses if hit.label.casefold().startswith(typed))[:limit]

    def reverse(self, *, point: Point) -> ReverseResult:
        if not self.addresses:
            raise NoAddressThere
        hit = min(self.addresses, key=lambda known: distance_m(known.point, point))
        return ReverseResult(hit=hit, distance_m=distance_m(hit.point, point), confirm_number=True)

    def locate(
        self,
        *,
        point: Point,
        service: ServiceMethod = ServiceMethod.DELIVERY,
        at: datetime | None = None,
        but: tuple[UUID, ...] = (),
    ) -> ZoneMatch:
        near = [s for s in self.nearest_stores(point=point, service=service) if s.store_id not in but]
        if not near:
            raise NoStoreNearby
        store = next(store for store in self.stores if store.store_id == near[0].store_id)
        if service is ServiceMethod.DELIVERY and near[0].meters > store.radius_m:
            raise OutOfZone(carryout=[_refusal(store) for store in near])
        return ZoneMatch(
            store_id=store.store_id,
            zone_id=store.zone_id if service is ServiceMethod.DELIVERY else None,
            currency=store.currency,
            minimum_subtotal=store.minimum_subtotal,
            fee_tiers=store.fee_tiers,
            distance_m=near[0].meters,
        )

    def route(self, *, origin: Point, destination: Point, profile: Profile = "bicycle") -> Route:
        meters = distance_m(origin, destination)
        seconds = meters / SPEED_MPS[profile]
        return Route(seconds=seconds, meters=meters, geometry=(origin, destination), confidence="road")

    def matrix(
        self, *, origins: tuple[Point, ...], destinations: tuple[Point, ...], profile: Profile = "bicycle"
    ) -> Matrix:
        meters = tuple(tuple(distance_m(a, b) for b in destinations) for a in origins)
        seconds = tuple(tuple(cell / SPEED_MPS[profile] for cell in row) for row in meters)
        return Matrix(seconds=seconds, meters=meters)

    def nearest_stores(
        self, *, point: Point, limit: int = 5, service: ServiceMethod | None = None
    ) -> tuple[NearestStore, ...]:
        return tuple(_bydistance_m(self.stores, point))[:limit]


def _bydistance_m(stores: Iterable[FakeStore], point: Point) -> list[NearestStore]:
    found = [
        NearestStore(store_id=s.store_id, meters=distance_m(s.point, point), name=s.name) for s in stores
    ]
    return sorted(found, key=lambda store: store.meters)


def _refusal(store: NearestStore) -> dict[str, str | int]:
    return {"store_id": str(store.store_id), "name": store.name, "meters": round(store.meters)}
