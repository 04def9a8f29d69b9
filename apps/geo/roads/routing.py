"""Routes and matrices for the platform: by road where possible, otherwise estimated."""

import logging
from collections.abc import Sequence
from typing import Any

from apps.geo.contract.estimates import estimate_drive
from apps.geo.contract.types import Matrix, Point, Profile, Route
from apps.geo.roads.engine import EngineUnavailable, NotOnRoad, RoadEngine

logger = logging.getLogger(__name__)

FORECOURT_M = 50.0
"""Houses are up to this far from the road; points further off are reached on foot."""
WALKING_MPS = 1.4


def find_route(
    engine: RoadEngine | None, origin: Point, destination: Point, profile: Profile, snap_m: float
) -> Route:
    """The quickest route; a straight-line estimate if a point is off the map or the engine is down."""
    if engine is None:
        return _estimate(origin, destination, profile)
    try:
        answer = engine.route([origin, destination], snap_m)
    except NotOnRoad:
        return _estimate(origin, destination, profile)
    except EngineUnavailable as error:
        logger.warning("routing service unavailable: %s", error)
        return _estimate(origin, destination, profile)
    return _route(answer)


def _estimate(origin: Point, destination: Point, profile: Profile) -> Route:
    guess = estimate_drive(origin, destination, profile)
    return Route(
        seconds=guess.seconds,
        meters=guess.meters,
        geometry=(origin, destination),
        confidence="straight_line",
    )


def _route(answer: dict[str, Any]) -> Route:
    best = answer["routes"][0]
    walk = sum(_walk_m(waypoint) for waypoint in answer["waypoints"])
    points = tuple(Point(lat=lat, lon=lon) for lon, lat in best["geometry"]["coordinates"])
    return Route(
        seconds=float(best["duration"]) + walk / WALKING_MPS,
        meters=float(best["distance"]) + walk,
        geometry=points,
        confidence="road",
    )


def _walk_m(waypoint: Any) -> float:
    return max(0.0, float(waypoint["distance"]) - FORECOURT_M)


def find_matrix(
    engine: RoadEngine | None,
    origins: Sequence[Point],
    destinations: Sequence[Point],
    profile: Profile,
    snap_m: float,
) -> Matrix:
    """Travel seconds and metres between all pairs; cells without a road are estimates and are listed."""
    if not origins or not destinations:
        return Matrix(seconds=tuple(() for _ in origins), meters=tuple(() for _ in origins))
    try:
        return _table(engine, origins, destinations, profile, snap_m)
    except EngineUnavailable as error:
        logger.warning("routing service unavailable: %s", error)
        return _assemble(origins, destinations, profile, {})


def _table(
    engine: RoadEngine | None,
    origins: Sequence[Point],
    destinations: Sequence[Point],
    profile: Profile,
    snap_m: float,
) -> Matrix:
    if engine is None:
        return _assemble(origins, destinations, profile, {})
    rows, columns = list(range(len(origins))), list(range(len(destinations)))
    try:
        answer = engine.table(origins, destinations, snap_m)
    except NotOnRoad:
        # One point off the map spoils the whole table: ask again without such points.
        rows = [at for at in rows if _on_road(engine, origins[at], snap_m)]
        columns = [at for at in columns if _on_road(engine, destinations[at], snap_m)]
        if not rows or not columns:
            return _assemble(origins, destinations, profile, {})
        answer = engine.table([origins[at] for at in rows], [destinations[at] for at in columns], snap_m)
    return _assemble(origins, destinations, profile, _cells(answer, rows, columns))


def _on_road(engine: RoadEngine, point: Point, snap_m: float) -> bool:
    try:
        engine.nearest(point, snap_m)
    except NotOnRoad:
        return False
    return True


type _Cells = dict[tuple[int, int], tuple[float, float]]


def _cells(answer: dict[str, Any], rows: list[int], columns: list[int]) -> _Cells:
    starts = [_walk_m(waypoint) for waypoint in answer["sources"]]
    ends = [_walk_m(waypoint) for waypoint in answer["destinations"]]
    cells: _Cells = {}
    table = zip(rows, starts, answer["durations"], answer["distances"], strict=True)
    for row, start, durations, distances in table:
        for column, end, seconds, meters in zip(columns, ends, durations, distances, strict=True):
            if seconds is not None and meters is not None:
                cells[row, column] = (seconds + (start + end) / WALKING_MPS, meters + start + end)
    return cells


def _assemble(
    origins: Sequence[Point], destinations: Sequence[Point], profile: Profile, cells: _Cells
) -> Matrix:
    estimated = []
    seconds, meters = [], []
    for row, origin in enumerate(origins):
        found = []
        for column, destination in enumerate(destinations):
            cell = cells.get((row, column))
            if cell is None:
                estimated.append((row, column))
                guess = estimate_drive(origin, destination, profile)
                cell = (guess.seconds, guess.meters)
            found.append(cell)
        seconds.append(tuple(cell[0] for cell in found))
        meters.append(tuple(cell[1] for cell in found))
    return Matrix(seconds=tuple(seconds), meters=tuple(meters), estimated=tuple(estimated))
