"""Chooses the engine of a profile: a configured routing server, else the graph of the live city."""

from functools import cache

from apps.geo.conf import graphs_dir, number, routing_urls
from apps.geo.contract.types import Profile
from apps.geo.queries.cities import live_city
from apps.geo.roads.engine import EngineCache, RoadEngine, RoutedEngine
from apps.geo.roads.graph import current_revision

_engines = EngineCache()


def engine_for(profile: Profile) -> RoadEngine | None:
    """The road engine of a profile, or None if this process has neither graph nor server for it."""
    url = routing_urls().get(profile)
    if url:
        return _routed(url, number("GEO_ROUTING_TIMEOUT_S"))
    city = live_city()
    revision = current_revision(graphs_dir() / city.content_hash, profile) if city else None
    return _engines.get(profile, revision) if revision else None


@cache
def _routed(url: str, timeout_s: float) -> RoutedEngine:
    return RoutedEngine(url, timeout_s)
