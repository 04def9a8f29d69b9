"""Address providers behind one interface: the loaded map, Nominatim, Google, HERE; all through geopy."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from geopy.adapters import URLLibAdapter
from geopy.geocoders import GoogleV3, HereV7, Nominatim
from geopy.geocoders.base import Geocoder
from geopy.location import Location

from apps.geo.conf import number, provider_options
from apps.geo.contract.types import AddressHit, Point, Precision
from apps.geo.domain.address_query import Reading, read_address
from apps.geo.domain.folding import fold
from apps.geo.domain.house_number import parse_house_number
from apps.geo.domain.scoring import (
    NO_NUMBER_COST,
    NO_SUCH_NUMBER_COST,
    judge_context,
    number_cost,
    score,
    street_similarity,
)
from apps.geo.geocoding.local import LocalGeocoder
from dominos.kernel.resilience.deadline import time_for_call

USER_AGENT = "dominos-geo/1"
_ROAD_KEYS = ("road", "pedestrian", "footway", "square", "place", "residential")
_TOWN_KEYS = ("city", "town", "village", "municipality", "suburb")


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of an address in a provider's answer."""

    street: str
    number: str
    postcode: str
    city: str
    precision: Precision


@dataclass(frozen=True, slots=True)
class Provider:
    """A geopy geocoder and the parser of its answers. ``cached``: its answers cost money or a request."""

    name: str
    geocoder: Geocoder
    options: Mapping[str, Any]
    parts: Callable[[dict[str, Any]], Parts]
    cached: bool = True

    def find(self, query: str, *, near: Point | None, limit: int) -> list[AddressHit]:
        """Hits with a score of our own, best first. Raises geopy's errors and those of the database."""
        if isinstance(self.geocoder, LocalGeocoder):
            found = self.geocoder.geocode(query, exactly_one=False, near=near, limit=limit)
            return [location.raw["hit"] for location in found or []]
        found = self.geocoder.geocode(query, exactly_one=False, **self._asking(limit))
        readings = read_address(query)
        hits = [self._hit(readings, location) for location in found or []]
        return sorted(hits, key=lambda hit: -hit.score)[:limit]

    def _asking(self, limit: int) -> dict[str, Any]:
        timeout = {"timeout": time_for_call(number("GEO_PROVIDER_TIMEOUT_S"))}
        return (
            {**self.options, **timeout}
            if self.name == "google"
            else {**self.options, **timeout, "limit": limit}
        )

    def _hit(self, readings: tuple[Reading, ...], location: Location) -> AddressHit:
        parts = self.parts(location.raw)
        return AddressHit(
            label=location.address,
            street=parts.street,
            house_number=parts.number,
            postcode=parts.postcode,
            city=parts.city,
            point=Point(lat=location.latitude, lon=location.longitude),
            score=max((_agreement(reading, parts) for reading in readings), default=0.0),
            precision=parts.precision,
            source=self.name,
        )


def _agreement(reading: Reading, parts: Parts) -> float:
    """How well a provider's answer fits what was typed, by the rules for our own map."""
    similar = street_similarity(reading.street, fold(parts.street), abbreviated=reading.abbreviated)
    context = judge_context(reading.rest, postcode=parts.postcode, city=fold(parts.city), on_map=False)
    return score(reading, similarity=similar, number=_number_cost(reading, parts), context=context)


def _number_cost(reading: Reading, parts: Parts) -> float:
    door = parse_house_number(parts.number)
    if reading.number is None:
        return NO_NUMBER_COST
    cost = number_cost(reading.number, door, surveyed=parts.precision == "address") if door else None
    return NO_SUCH_NUMBER_COST if cost is None else cost


def _of_nominatim(raw: dict[str, Any]) -> Parts:
    address = raw.get("address", {})
    number = address.get("house_number", "")
    street = _first(address, _ROAD_KEYS)
    precision: Precision = "address" if number else "street" if street else "locality"
    return Parts(street, number, address.get("postcode", ""), _first(address, _TOWN_KEYS), precision)


def _first(address: dict[str, str], keys: tuple[str, ...]) -> str:
    return next((address[key] for key in keys if key in address), "")


_GOOGLE_PRECISION: dict[str, Precision] = {"ROOFTOP": "address", "RANGE_INTERPOLATED": "interpolated"}


def _of_google(raw: dict[str, Any]) -> Parts:
    named = {kind: part["long_name"] for part in raw.get("address_components", []) for kind in part["types"]}
    kind = raw.get("geometry", {}).get("location_type", "")
    city = named.get("locality") or named.get("postal_town", "")
    precision = _GOOGLE_PRECISION.get(kind, "street" if "route" in named else "locality")
    number = named.get("street_number", "")
    return Parts(named.get("route", ""), number, named.get("postal_code", ""), city, precision)


def _of_here(raw: dict[str, Any]) -> Parts:
    address = raw.get("address", {})
    number, street = address.get("houseNumber", ""), address.get("street", "")
    surveyed: Precision = "interpolated" if raw.get("houseNumberType") == "interpolated" else "address"
    precision: Precision = surveyed if number else "street" if street else "locality"
    return Parts(street, number, address.get("postalCode", ""), address.get("city", ""), precision)


def _of_local(_raw: dict[str, Any]) -> Parts:
    raise TypeError("the local geocoder brings finished hits")


def build_provider(name: str) -> Provider:
    """The provider of a name in ``GEO_PROVIDERS``; ``GEO_PROVIDER_OPTIONS[name]`` is passed to its geopy class.

    Raises ``LookupError`` for an unknown name.
    """
    # geopy's other adapter asks three times, each with the full timeout.
    given = {"adapter_factory": URLLibAdapter, **provider_options(name)}
    match name:
        case "local":
            return Provider(name, LocalGeocoder(), {}, _of_local, cached=False)
        case "nominatim":
            geocoder = Nominatim(**{"user_agent": USER_AGENT, **given})
            return Provider(name, geocoder, {"addressdetails": True}, _of_nominatim)
        case "google":
            return Provider(name, GoogleV3(**given), {}, _of_google)
        case "here":
            return Provider(name, HereV7(**given), {}, _of_here)
    raise LookupError(f"unknown address provider {name!r}")
