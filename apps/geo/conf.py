"""Settings of this app: read where they are used, so that tests and deployments can change them."""

from pathlib import Path
from typing import Any

from django.conf import settings

from apps.geo.contract.types import Profile

PROFILES: tuple[Profile, ...] = ("bicycle", "car")

_DEFAULTS: dict[str, Any] = {
    "GEO_SNAP_RADIUS_M": 200.0,
    "GEO_ROUTING_URLS": {},
    "GEO_ROUTING_TIMEOUT_S": 2.0,
    "GEO_PROVIDERS": ["local"],
    "GEO_PROVIDER_OPTIONS": {},
    "GEO_PROVIDER_TIMEOUT_S": 2.0,
    "GEO_BREAKER_FAILURES": 5,
    "GEO_BREAKER_RESET_S": 30.0,
    "GEO_CACHE_S": 86_400,
    "GEO_MAX_CARRYOUT_M": 50_000.0,
    "GEO_MATRIX_LIMIT": 10_000,
}


def option(name: str) -> Any:
    """The value of a setting of this app, or its default."""
    return getattr(settings, name, _DEFAULTS[name])


def graphs_dir() -> Path:
    """Where road graphs live: one folder per loaded extract, shared by all processes of a machine."""
    return Path(settings.DATA_DIR) / "geo"
