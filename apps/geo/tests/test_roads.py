import contextlib
import itertools
import random
import shutil
import socket
import subprocess
import threading
import time
from pathlib import Path

import httpx
import osrm
import pytest
from django.core.management import CommandError, call_command

from apps.geo.conf import PROFILES, graphs_dir
from apps.geo.contract.errors import TooManyPairs
from apps.geo.contract.estimates import distance_m
from apps.geo.contract.service import GeoService
from apps.geo.contract.types import Point
from apps.geo.roads.engine import EngineUnavailable, InProcessEngine, RoutedEngine
from apps.geo.roads.engines import engine_for
from apps.geo.roads.graph import BASE_NAME, GraphBuildFailed, apply_traffic, build_graph, current_revision
from apps.geo.roads.routing import FORECOURT_M, find_matrix, find_route
from dominos.kernel.services import service

STATION = Point(lat=60.1713, lon=24.9414)
MARKET = Point(lat=60.1675, lon=24.9525)
PARIS = Point(lat=48.8566, lon=2.3522)
SNAP_M = 200.0


def _points(count: int, seed: int) -> tuple[Point, ...]:
    rng = random.Random(seed)
    return tuple(
        Point(lat=rng.uniform(60.1655, 60.1775), lon=rng.uniform(24.937, 24.951)) for _ in range(count)
    )


@pytest.mark.parametrize("profile", PROFILES)
def test_a_route_follows_roads(city, profile):
    route = service(GeoService).route(origin=STATION, destination=MARKET, profile=profile)
    straight = distance_m(STATION, MARKET)
    assert route.confidence == "road"
    assert straight <= route.meters < 4 * straight
    assert 2 < route.meters / route.seconds < 20
    assert distance_m(route.geometry[0], STATION) < SNAP_M
    assert distance_m(route.geometry[-1], MARKET) < SNAP_M


def test_roads_are_longer_than_straight_lines(city):
    points = _points(60, seed=1)
    pairs = list(zip(points[::2], points[1::2], strict=True))
    routes = [service(GeoService).route(origin=a, destination=b) for a, b in pairs]
    longer = [route.meters > distance_m(a, b) for route, (a, b) in zip(routes, pairs, strict=True)]
    assert sum(longer) / len(longer) > 0.9


@pytest.mark.parametrize("away", [PARIS, Point(lat=60.1600, lon=24.9600), Point(lat=0, lon=0)])
def test_a_point_beyond_the_snap_limit_is_never_on_the_road(city, away):
    for origin, destination in ((STATION, away), (away, STATION), (away, away)):
        route = service(GeoService).route(origin=origin, destination=destination)
        assert route.confidence == "straight_line"
        assert route.geometry == (origin, destination)
        assert route.meters >= distance_m(origin, destination)


def test_a_matrix_agrees_with_its_routes(city):
    origins, destinations = _points(25, seed=2), _points(20, seed=3)
    matrix = service(GeoService).matrix(origins=origins, destinations=destinations)
    assert matrix.estimated == ()
    near = 0
    for row, origin in enumerate(origins):
        for column, destination in enumerate(destinations):
            route = service(GeoService).route(origin=origin, destination=destination)
            assert matrix.meters[row][column] + 2 * FORECOURT_M >= distance_m(origin, destination)
            near += abs(matrix.seconds[row][column] - route.seconds) < 5
    # A route may start on a way that is cut off at the border of the map; a table never does.
    assert near / (len(origins) * len(destinations)) >= 0.97


def test_one_point_off_the_map_spoils_only_its_own_cells(city):
    origins, destinations = (STATION, PARIS), (*_points(3, seed=4), PARIS)
    matrix = service(GeoService).matrix(origins=origins, destinations=destinations)
    assert set(matrix.estimated) == {(0, 3), (1, 0), (1, 1), (1, 2), (1, 3)}
    alone = service(GeoService).matrix(origins=(STATION,), destinations=destinations[:3])
    assert matrix.seconds[0][:3] == alone.seconds[0]
    assert matrix.seconds[0][3] > 3600 * 24


def test_matrices_have_edges(city):
    ask = service(GeoService)
    assert ask.matrix(origins=(), destinations=()).seconds == ()
    assert ask.matrix(origins=(STATION,), destinations=()).seconds == ((),)
    with pytest.raises(TooManyPairs):
        ask.matrix(origins=_points(101, seed=5), destinations=_points(100, seed=6))


def test_without_a_graph_everything_is_an_estimate():
    route = find_route(None, STATION, MARKET, "bicycle", SNAP_M)
    assert route.confidence == "straight_line"
    matrix = find_matrix(None, (STATION,), (MARKET,), "bicycle", SNAP_M)
    assert matrix.estimated == ((0, 0),)
    assert matrix.seconds[0][0] == route.seconds


def test_engines_are_opened_once_for_all_threads(city):
    found = []
    threads = [threading.Thread(target=lambda: found.append(engine_for("bicycle"))) for _ in range(4)]
    opened = engine_for("bicycle")
    revision = current_revision(graphs_dir() / city.content_hash, "bicycle")
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert revision is not None
    assert {id(engine) for engine in found} == {id(opened)}


@pytest.fixture
def own_graph(city, tmp_path) -> Path:
    """A graph of this test's own, to be changed."""
    shutil.copytree(graphs_dir() / city.content_hash, tmp_path / "graph", symlinks=True)
    return tmp_path / "graph"


def _seconds(revision: Path) -> float:
    return find_route(InProcessEngine(revision), STATION, MARKET, "car", SNAP_M).seconds


def test_traffic_slows_the_route_and_leaves_open_graphs_alone(own_graph, tmp_path):
    before = current_revision(own_graph, "car")
    assert before is not None
    held = InProcessEngine(before)
    quick = find_route(held, STATION, MARKET, "car", SNAP_M)
    jam = tmp_path / "jam.csv"
    jam.write_text(_every_segment_of(held, 3))
    after = apply_traffic(own_graph, "car", jam)
    assert current_revision(own_graph, "car") == after
    assert _seconds(after) > 2 * quick.seconds
    assert find_route(held, STATION, MARKET, "car", SNAP_M) == quick


def _every_segment_of(engine: InProcessEngine, speed_kmh: int) -> str:
    """Speeds for all segments that the routes between some points use."""
    points = [STATION, MARKET, *_points(40, seed=7)]
    segments = set()
    for a in points:
        for b in points[:6]:
            with contextlib.suppress(RuntimeError):
                parameters = osrm.RouteParameters(
                    coordinates=[(a.lon, a.lat), (b.lon, b.lat)], annotations=["nodes"], radiuses=[SNAP_M] * 2
                )
                nodes = list(engine._osrm.Route(parameters)["routes"][0]["legs"][0]["annotation"]["nodes"])
                segments |= {(int(a), int(b)) for a, b in itertools.pairwise(nodes)}
    return "".join(f"{a},{b},{speed_kmh}\n{b},{a},{speed_kmh}\n" for a, b in sorted(segments))


def test_a_traffic_file_that_is_none_changes_nothing(own_graph, tmp_path):
    before = current_revision(own_graph, "car")
    bad = tmp_path / "bad.csv"
    bad.write_text("not,a,speed\n")
    with pytest.raises(GraphBuildFailed):
        apply_traffic(own_graph, "car", bad)
    assert current_revision(own_graph, "car") == before


def test_a_file_that_is_no_map_builds_no_graph(tmp_path):
    bad = tmp_path / "bad.osm.pbf"
    bad.write_bytes(b"not a map")
    with pytest.raises(GraphBuildFailed):
        build_graph(bad, tmp_path / "graphs", "car")
    assert current_revision(tmp_path / "graphs", "car") is None


def test_the_traffic_command_wants_a_file(city):
    with pytest.raises(CommandError, match="not a file"):
        call_command("update_traffic", "nowhere.csv")


@pytest.fixture
def routed_url(city):
    """The engine as a service: the binary of the same wheel, over the same graph."""
    revision = current_revision(graphs_dir() / city.content_hash, "bicycle")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    binary = Path(osrm.__file__).parent / "bin" / "osrm-routed"
    command = [binary, "--algorithm", "mld", "--ip", "127.0.0.1", "--port", str(port), revision / BASE_NAME]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            _wait_for(f"http://127.0.0.1:{port}")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with contextlib.suppress(httpx.TransportError):
            httpx.get(url)
            return
        time.sleep(0.05)
    raise TimeoutError(url)


def test_the_routing_service_answers_what_the_process_answers(city, routed_url, settings):
    origins, destinations = (*_points(3, seed=8), PARIS), _points(3, seed=9)
    ask = service(GeoService)
    route = ask.route(origin=STATION, destination=MARKET)
    matrix = ask.matrix(origins=origins, destinations=destinations)
    settings.GEO_ROUTING_URLS = {"bicycle": routed_url}
    engine = engine_for("bicycle")
    assert isinstance(engine, RoutedEngine)
    remote = ask.route(origin=STATION, destination=MARKET)
    assert remote.confidence == "road"
    assert remote.seconds == pytest.approx(route.seconds, abs=1)
    remote_matrix = ask.matrix(origins=origins, destinations=destinations)
    assert remote_matrix.estimated == matrix.estimated
    assert remote_matrix.seconds[0] == pytest.approx(matrix.seconds[0], abs=1)
    assert ask.route(origin=STATION, destination=PARIS).confidence == "straight_line"
    engine.close()


def test_a_routing_service_that_is_down_leaves_estimates():
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        engine = RoutedEngine(f"http://127.0.0.1:{closed.getsockname()[1]}", timeout_s=0.5)
        with pytest.raises(EngineUnavailable):
            engine.nearest(STATION, SNAP_M)
        assert find_route(engine, STATION, MARKET, "car", SNAP_M).confidence == "straight_line"
        assert find_matrix(engine, (STATION,), (MARKET,), "car", SNAP_M).estimated == ((0, 0),)


def test_a_routing_service_that_keeps_failing_is_left_alone(settings):
    settings.GEO_BREAKER_FAILURES, settings.GEO_BREAKER_RESET_S = 2, 60
    asked = []

    def answer(request):
        asked.append(request)
        return httpx.Response(502)

    engine = RoutedEngine("http://roads.example", timeout_s=0.5)
    engine._client = httpx.Client(base_url="http://roads.example", transport=httpx.MockTransport(answer))
    for _ in range(5):
        with pytest.raises(EngineUnavailable):
            engine.nearest(STATION, SNAP_M)
    assert len(asked) == 2
