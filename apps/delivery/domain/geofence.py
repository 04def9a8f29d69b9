"""How near is near: couriers at a store, and couriers about to arrive."""

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

from apps.delivery.domain.rules import Rules

EARTH_RADIUS_M = 6_371_008.8


@dataclass(frozen=True, slots=True)
class LatLon:
    """A point in degrees (WGS 84)."""

    lat: float
    lon: float


def straight_line_m(a: LatLon, b: LatLon) -> float:
    """Metres along the great circle (haversine)."""
    up, along = radians(b.lat - a.lat) / 2, radians(b.lon - a.lon) / 2
    chord = sin(up) ** 2 + cos(radians(a.lat)) * cos(radians(b.lat)) * sin(along) ** 2
    return 2 * EARTH_RADIUS_M * asin(sqrt(min(1.0, chord)))


def likely_seconds(a: LatLon, b: LatLon, vehicle: str, rules: Rules) -> float:
    """A guess at the drive where no road engine answers: low confidence."""
    speeds = rules.straight_line_mps or {"bicycle": 4.2, "car": 7.0}
    return straight_line_m(a, b) * rules.straight_line_factor / speeds[vehicle]


def is_near(courier: LatLon, door: LatLon, rules: Rules) -> bool:
    """Whether the courier, not the store, is about to arrive at the door."""
    return straight_line_m(courier, door) <= rules.near_m


def is_at_store(courier: LatLon, accuracy: float, store: LatLon, rules: Rules) -> bool:
    """Whether a fix lies inside the store's geofence; its own inaccuracy counts up to a limit."""
    allowance = min(accuracy, rules.pick_up_accuracy_m)
    return straight_line_m(courier, store) - allowance <= rules.pick_up_radius_m
