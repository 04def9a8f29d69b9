"""Response types of the geo endpoints."""

from typing import Literal, Self
from uuid import UUID

from apps.geo.contract.types import AddressHit, Confidence, FeeTier, NearestStore, Route, Verdict
from dominos.kernel.edge.answers import Answer


class GeocodeAnswer(Answer):
    """Possible matches of a typed address, best hit first."""

    verdict: Verdict
    hits: tuple[AddressHit, ...]


class SuggestAnswer(Answer):
    """Completions of an address, best first."""

    hits: tuple[AddressHit, ...]


class ReverseAnswer(Answer):
    """The address nearest to a point."""

    hit: AddressHit
    distance_m: float
    confirm_number: bool
    """Whether only the street is certain, so that the customer must confirm the number."""


class LocateAnswer(Answer):
    """The store that serves a point, with its terms. Amounts in minor units of `currency`."""

    store_id: UUID
    zone_id: UUID | None
    """Null for services without zones: carryout and curbside."""
    currency: str
    minimum_subtotal: int
    fee_tiers: tuple[FeeTier, ...]
    distance_m: float
    """By straight line."""


class NearestStoresAnswer(Answer):
    """Stores, nearest first."""

    stores: tuple[NearestStore, ...]


class LineStringAnswer(Answer):
    """GeoJSON: positions are longitude, latitude."""

    type: Literal["LineString"] = "LineString"
    coordinates: list[tuple[float, float]]


class RouteAnswer(Answer):
    """The quickest route between two points."""

    seconds: float
    meters: float
    confidence: Confidence
    geometry: LineStringAnswer

    @classmethod
    def of_route(cls, route: Route) -> Self:
        """The response for a route, its figures rounded to tenths."""
        return cls(
            seconds=round(route.seconds, 1),
            meters=round(route.meters, 1),
            confidence=route.confidence,
            geometry=LineStringAnswer(coordinates=[(point.lon, point.lat) for point in route.geometry]),
        )


class BaseMapAnswer(Answer):
    """The live base map."""

    version: UUID
    name: str
    bounds: tuple[float, float, float, float]
    """West, south, east, north."""
    minzoom: int
    maxzoom: int
    tiles: str
    """A path template with {z}, {x} and {y}."""
    attribution: str
