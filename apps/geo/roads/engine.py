"""Two implementations of the road engine: OSRM inside this process, or an ``osrm-routed`` server."""

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import httpx
import osrm

from apps.geo.conf import number
from apps.geo.contract.types import Point
from apps.geo.roads.graph import BASE_NAME
from dominos.kernel.errors import Unavailable
from dominos.kernel.resilience.breakers import breaker
from dominos.kernel.resilience.deadline import time_for_call

MAX_TABLE = 10_000
# How OSRM names a point without a road near it, and points that no road joins.
_OFF_ROAD = ("NoSegment", "NoRoute", "NoTable")


class NotOnRoad(Exception):
    """A point is too far from any road of the graph, or no road connects the points."""


class EngineUnavailable(Exception):
    """The routing service did not answer."""


class RoadEngine(Protocol):
    """Raw OSRM answers (plain dicts and lists); takes coordinates, returns seconds and metres."""

    def route(self, points: Sequence[Point], radius_m: float) -> dict[str, Any]: ...

    def table(
        self, origins: Sequence[Point], destinations: Sequence[Point], radius_m: float
    ) -> dict[str, Any]: ...

    def nearest(self, point: Point, radius_m: float) -> dict[str, Any]: ...


def _lonlat(points: Sequence[Point]) -> list[tuple[float, float]]:
    return [(point.lon, point.lat) for point in points]


class InProcessEngine:
    """OSRM over memory-mapped files: the pages are shared by every process that opens the graph."""

    def __init__(self, revision: Path) -> None:
        self._osrm = osrm.OSRM(
            storage_config=str(revision / BASE_NAME),
            algorithm="MLD",
            use_mmap=True,
            use_shared_memory=False,
            max_locations_distance_table=MAX_TABLE,
        )

    def route(self, points: Sequence[Point], radius_m: float) -> dict[str, Any]:
        parameters = osrm.RouteParameters(
            coordinates=_lonlat(points),
            radiuses=[radius_m] * len(points),
            geometries="geojson",
            overview="full",
            generate_hints=False,
        )
        return self._ask(self._osrm.Route, parameters)

    def table(
        self, origins: Sequence[Point], destinations: Sequence[Point], radius_m: float
    ) -> dict[str, Any]:
        points = [*origins, *destinations]
        parameters = osrm.TableParameters(
            coordinates=_lonlat(points),
            sources=list(range(len(origins))),
            destinations=list(range(len(origins), len(points))),
            annotations=["duration", "distance"],
            radiuses=[radius_m] * len(points),
            generate_hints=False,
        )
        return self._ask(self._osrm.Table, parameters)

    def nearest(self, point: Point, radius_m: float) -> dict[str, Any]:
        parameters = osrm.NearestParameters(
            coordinates=_lonlat([point]), radiuses=[radius_m], generate_hints=False
        )
        return self._ask(self._osrm.Nearest, parameters)

    @staticmethod
    def _ask(method: Any, parameters: Any) -> dict[str, Any]:
        try:
            return method(parameters)  # type: ignore[no-any-return]
        except RuntimeError as error:
            if str(error).startswith(_OFF_ROAD):
                raise NotOnRoad(str(error)) from error
            raise


class RoutedEngine:
    """The HTTP interface of ``osrm-routed``. Raises ``EngineUnavailable`` when it does not answer in time, and at once
    while it is left alone.
    """

    def __init__(self, url: str, timeout_s: float) -> None:
        self._client, self._timeout_s = httpx.Client(base_url=url.rstrip("/")), timeout_s

    def close(self) -> None:
        """Closes the kept-alive connections."""
        self._client.close()

    def route(self, points: Sequence[Point], radius_m: float) -> dict[str, Any]:
        options = {"geometries": "geojson", "overview": "full"}
        return self._ask("route", points, radius_m, options)

    def table(
        self, origins: Sequence[Point], destinations: Sequence[Point], radius_m: float
    ) -> dict[str, Any]:
        points = [*origins, *destinations]
        options = {
            "sources": ";".join(str(at) for at in range(len(origins))),
            "destinations": ";".join(str(at) for at in range(len(origins), len(points))),
            "annotations": "duration,distance",
        }
        return self._ask("table", points, radius_m, options)

    def nearest(self, point: Point, radius_m: float) -> dict[str, Any]:
        return self._ask("nearest", [point], radius_m, {})

    def _ask(
        self, service: str, points: Sequence[Point], radius_m: float, options: dict[str, str]
    ) -> dict[str, Any]:
        where = ";".join(f"{lon:.6f},{lat:.6f}" for lon, lat in _lonlat(points))
        options = {
            **options,
            "radiuses": ";".join([f"{radius_m:g}"] * len(points)),
            "generate_hints": "false",
        }
        guard = breaker(
            "roads", failures=int(number("GEO_BREAKER_FAILURES")), rest=number("GEO_BREAKER_RESET_S")
        )
        try:
            body: dict[str, Any] = guard.call(self._get, f"/{service}/v1/driving/{where}", options)
        except (httpx.HTTPError, ValueError, Unavailable) as error:
            raise EngineUnavailable(str(error)) from error
        code = str(body.get("code"))
        if code.startswith(_OFF_ROAD):
            raise NotOnRoad(code)
        if code != "Ok":
            raise EngineUnavailable(code)
        return body

    def _get(self, path: str, options: dict[str, str]) -> Any:
        answer = self._client.get(path, params=options, timeout=time_for_call(self._timeout_s))
        if answer.status_code >= 500:
            raise httpx.HTTPError(f"status {answer.status_code}")
        return answer.json()


class EngineCache:
    """Opens each graph once per process, on first use; drops the one it replaces."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: dict[str, tuple[Path, InProcessEngine]] = {}

    def get(self, key: str, revision: Path) -> InProcessEngine:
        """The engine of ``revision``; at most one graph per ``key`` (a profile) is open."""
        held = self._open.get(key)
        if held is not None and held[0] == revision:
            return held[1]
        with self._lock:
            held = self._open.get(key)
            if held is None or held[0] != revision:
                held = (revision, InProcessEngine(revision))
                self._open[key] = held
        return held[1]
