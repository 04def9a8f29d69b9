"""Geofences: couriers at a store, and couriers about to arrive."""

from dataclasses import dataclass

from apps.delivery.domain.rules import Rules
from apps.geo.contract.estimates import distance_m


@dataclass(frozen=True, slots=True)
class LatLon:
    """A point in degrees (WGS 84)."""

    lat: float
    lon: float


def is_usable(accuracy: float, rules: Rules) -> bool:
    """Whether a fix is accurate enough to locate its courier."""
    return accuracy <= rules.usable_accuracy_m


def is_near(courier: LatLon, accuracy: float, door: LatLon, rules: Rules) -> bool:
    """Whether the courier, not the store, is about to arrive at the door."""
    return is_usable(accuracy, rules) and distance_m(courier, door) <= rules.near_m


def is_at_store(courier: LatLon, accuracy: float, store: LatLon, rules: Rules) -> bool:
    """Whether a fix is inside the store's geofence, which its own inaccuracy extends up to a limit."""
    allowance = min(accuracy, rules.pick_up_accuracy_m)
    return is_usable(accuracy, rules) and distance_m(courier, store) - allowance <= rules.pick_up_radius_m
