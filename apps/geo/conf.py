"""Settings of this app: the environment, or Django's settings where a deployment or a test overrides it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings

from apps.geo.contract.types import Profile
from dominos.kernel.config import env

PROFILES: tuple[Profile, ...] = ("bicycle", "car")

_NUMBERS = {
    "GEO_SNAP_RADIUS_M": env.number("GEO_SNAP_RADIUS_M", 200),
    "GEO_ROUTING_TIMEOUT_S": env.number("GEO_ROUTING_TIMEOUT_S", 2),
    "GEO_PROVIDER_TIMEOUT_S": env.number("GEO_PROVIDER_TIMEOUT_S", 2),
    "GEO_BREAKER_FAILURES": env.number("GEO_BREAKER_FAILURES", 5),
    "GEO_BREAKER_RESET_S": env.number("GEO_BREAKER_RESET_S", 30),
    "GEO_CACHE_S": env.number("GEO_CACHE_S", 86400),
    "GEO_MAX_CARRYOUT_M": env.number("GEO_MAX_CARRYOUT_M", 50000),
    "GEO_MATRIX_LIMIT": env.number("GEO_MATRIX_LIMIT", 10000),
}


def number(name: str) -> float:
    """A limit or a time in the unit with which its name ends."""
    return float(_setting(name, lambda: _NUMBERS[name]))


def routing_urls() -> dict[Profile, str]:
    """``osrm-routed`` servers by profile: ``GEO_ROUTING_URL_BICYCLE``, ``GEO_ROUTING_URL_CAR``."""
    return _setting("GEO_ROUTING_URLS", _routing_urls)


def _routing_urls() -> dict[Profile, str]:
    given: dict[Profile, str] = {
        "bicycle": env.text("GEO_ROUTING_URL_BICYCLE", ""),
        "car": env.text("GEO_ROUTING_URL_CAR", ""),
    }
    return {profile: url for profile, url in given.items() if url}


def provider_names() -> list[str]:
    """Address providers in the order they are asked: ``GEO_PROVIDERS=local,nominatim``."""
    return _setting("GEO_PROVIDERS", lambda: env.words("GEO_PROVIDERS", "local"))


def provider_options(name: str) -> dict[str, Any]:
    """Arguments for the geopy class of a provider: its key, or the host of a self-hosted Nominatim."""
    given = _setting("GEO_PROVIDER_OPTIONS", _provider_options)
    return given.get(name, {})


def _provider_options() -> dict[str, dict[str, Any]]:
    nominatim = {
        "domain": env.text("GEO_NOMINATIM_DOMAIN", ""),
        "scheme": env.text("GEO_NOMINATIM_SCHEME", ""),
    }
    return {
        "nominatim": {key: value for key, value in nominatim.items() if value},
        "google": {"api_key": env.text("GEO_GOOGLE_API_KEY", "") or None},
        "here": {"apikey": env.text("GEO_HERE_API_KEY", "") or None},
    }


def tile_rate() -> str:
    """How many tiles of the base map one address may request: ``GEO_TILE_RATE``."""
    return _setting("GEO_TILE_RATE", lambda: env.text("GEO_TILE_RATE", "1800/min"))


def _setting[T](name: str, default: Callable[[], T]) -> T:
    overridden: T = getattr(settings, name) if hasattr(settings, name) else default()
    return overridden


def graphs_dir() -> Path:
    """The folder of the road graphs: one subfolder per loaded extract, shared by all processes of a machine."""
    return Path(settings.DATA_DIR) / "geo"
