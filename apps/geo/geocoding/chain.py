"""Queries the address providers one after the other until one is certain."""

import hashlib
import logging
from functools import cache

from django.core.cache import cache as shared_cache
from django.db import InterfaceError, OperationalError
from geopy.exc import GeocoderQueryError, GeopyError
from pydantic import TypeAdapter, ValidationError
from redis.exceptions import RedisError

from apps.geo.conf import number, provider_names
from apps.geo.contract.errors import GeocodingUnavailable
from apps.geo.contract.types import AddressHit, GeocodeResult, Point
from apps.geo.domain.folding import fold
from apps.geo.domain.scoring import SUGGEST_FROM, verdict
from apps.geo.geocoding.providers import Provider, build_provider
from dominos.kernel.errors import Unavailable
from dominos.kernel.resilience.breakers import breaker

logger = logging.getLogger(__name__)
HITS = TypeAdapter(list[AddressHit])


def geocode(query: str, *, near: Point | None = None, limit: int = 5) -> GeocodeResult:
    """The first certain answer of the chain, else the best doubtful one.

    Raises ``GeocodingUnavailable`` if no provider answered at all: an outage is not an unknown address.
    """
    best, answered = GeocodeResult(verdict="not_found"), False
    for name in provider_names():
        try:
            hits = _ask(_provider(name), query, near, limit)
        except (Unavailable, GeopyError, OperationalError, InterfaceError) as error:
            logger.warning("address provider %s failed: %s", name, type(error).__name__)
            continue
        answered, result = True, _result(hits)
        if result.verdict == "accept":
            return result
        best = max(best, result, key=_top_score)
    if not answered:
        raise GeocodingUnavailable
    return best


def _result(hits: list[AddressHit]) -> GeocodeResult:
    worth_showing = tuple(hit for hit in hits if hit.score >= SUGGEST_FROM)
    return GeocodeResult(verdict=verdict(worth_showing), hits=worth_showing)


def _top_score(result: GeocodeResult) -> float:
    return result.hits[0].score if result.hits else -1.0


@cache
def _provider(name: str) -> Provider:
    return build_provider(name)


def clear_providers() -> None:
    """Rebuilds the providers after a change of their settings."""
    _provider.cache_clear()


def _ask(provider: Provider, query: str, near: Point | None, limit: int) -> list[AddressHit]:
    if not provider.cached:
        # Our own map needs no breaker: it answers as soon as a city is loaded or the database is back.
        return _find(provider, query, near, limit)
    key = _cache_key(provider.name, query, near, limit)
    known = _read_cache(key)
    if known is None:
        known = _guarded(provider, query, near, limit)
        _write_cache(key, known)
    return known


def _guarded(provider: Provider, query: str, near: Point | None, limit: int) -> list[AddressHit]:
    guard = breaker(
        f"geocoder:{provider.name}",
        failures=int(number("GEO_BREAKER_FAILURES")),
        rest=number("GEO_BREAKER_RESET_S"),
    )
    hits: list[AddressHit] = guard.call(_find, provider, query, near, limit)
    return hits


def _find(provider: Provider, query: str, near: Point | None, limit: int) -> list[AddressHit]:
    try:
        return provider.find(query, near=near, limit=limit)
    except GeocoderQueryError:
        return []


def _cache_key(provider: str, query: str, near: Point | None, limit: int) -> str:
    place = f"{near.lat:.2f},{near.lon:.2f}" if near else ""
    digest = hashlib.sha256(f"{fold(query)}|{place}|{limit}".encode()).hexdigest()
    return f"geo:{provider}:{digest}"


def _read_cache(key: str) -> list[AddressHit] | None:
    try:
        known = shared_cache.get(key)
        return None if known is None else HITS.validate_python(known)
    except (OSError, RedisError, ValidationError):
        return None


def _write_cache(key: str, hits: list[AddressHit]) -> None:
    try:
        shared_cache.set(key, HITS.dump_python(hits, mode="json"), timeout=int(number("GEO_CACHE_S")))
    except (OSError, RedisError):
        logger.warning("address cache is down")
