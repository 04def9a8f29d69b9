"""Errors of the geo app."""

from typing import TypedDict
from uuid import UUID

from dominos.kernel.errors import DomainError, Unavailable


class CarryoutStore(TypedDict):
    """A store where the customer could collect instead."""

    store_id: UUID
    name: str
    meters: int


class OutOfZone(DomainError):
    """No store delivers to the point. ``carryout`` lists the nearest stores: ``[{store_id, name, meters}]``."""

    code, title, status = "out-of-zone", "No store delivers to this place.", 422
    remedy = "Offer to collect at one of `carryout`, or ask for another address."
    extra = {"carryout": list[CarryoutStore]}


class ZoneClosed(DomainError):
    """A store delivers to the point, but not at that time. ``carryout`` as in ``OutOfZone``."""

    code, title, status = "zone-closed", "No store delivers to this place at that time.", 422
    extra = {"carryout": list[CarryoutStore]}


class NoStoreNearby(DomainError):
    """No store offers the service within reach."""

    code, title, status = "no-store-nearby", "There is no store near this place.", 422


class NoAddressThere(DomainError):
    """The loaded map has no address near the point."""

    code, title, status = "no-address-there", "There is no known address near this place.", 404


class GeocodingUnavailable(Unavailable):
    """Every address provider failed: this is an outage, not an unknown address."""

    code, title = "geocoding-unavailable", "Addresses cannot be looked up right now."


class TooManyPairs(DomainError):
    """The matrix exceeds the service's limit."""

    code, title, status = "too-many-pairs", "The matrix is too large.", 400
    extra = {"limit": int}


class TooFar(DomainError):
    """The route exceeds the platform's limit."""

    code, title, status = "too-far", "The two points are too far apart.", 400
    extra = {"limit_m": float}
