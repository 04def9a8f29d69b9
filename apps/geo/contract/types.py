"""Types of the geo service. Angles in degrees (WGS 84), lengths in metres, times in seconds."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

NEXT_TO_ZERO = 1e-9
"""Degrees below which a coordinate counts as 0, because formulas would divide by almost nothing."""

type Profile = Literal["bicycle", "car"]
type Verdict = Literal["accept", "did_you_mean", "not_found"]
type Precision = Literal["address", "interpolated", "street", "locality"]
type Confidence = Literal["road", "straight_line"]
type ZoneKind = Literal["polygon", "circle", "postcodes"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A place on the WGS 84 ellipsoid. Raises ``ValueError`` outside -90..90 / -180..180."""

    lat: float
    lon: float

    def __post_init__(self) -> None:
        for name in ("lat", "lon"):
            if abs(getattr(self, name)) < NEXT_TO_ZERO:
                object.__setattr__(self, name, 0.0)
        if not (-90.0 <= self.lat <= 90.0 and -180.0 <= self.lon <= 180.0):
            raise ValueError(f"not a place on earth: lat {self.lat}, lon {self.lon}")


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressHit:
    """One candidate for an address: ``score`` 0 to 10, ``source`` the provider that found it."""

    label: str
    street: str
    house_number: str
    postcode: str
    city: str
    point: Point
    score: float
    precision: Precision
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GeocodeResult:
    """Best hit first. ``accept`` needs no confirmation, ``did_you_mean`` does, ``not_found`` has no hits."""

    verdict: Verdict
    hits: tuple[AddressHit, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReverseResult:
    """The address nearest to a point; with ``confirm_number`` only the street is certain."""

    hit: AddressHit
    distance_m: float
    confirm_number: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A route between two points. ``straight_line``: an estimate without roads, with low confidence."""

    seconds: float
    meters: float
    geometry: tuple[Point, ...]
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """Travel tables, one row per origin, one column per destination.

    ``estimated`` lists the (row, column) cells that no road connects and that are straight-line estimates.
    """

    seconds: tuple[tuple[float, ...], ...]
    meters: tuple[tuple[float, ...], ...]
    estimated: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeTier:
    """From this food subtotal on, the delivery costs ``fee`` (both in minor units)."""

    from_subtotal: int
    fee: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneMatch:
    """The store that serves a point, and its terms. Amounts in minor units of ``currency``.

    ``zone_id`` is None for services without zones (carryout, curbside); ``distance_m`` is a straight line.
    """

    store_id: UUID
    zone_id: UUID | None
    currency: str
    minimum_subtotal: int
    fee_tiers: tuple[FeeTier, ...]
    distance_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class NearestStore:
    """A store by straight-line distance, with its name for display."""

    store_id: UUID
    meters: float
    name: str = ""
