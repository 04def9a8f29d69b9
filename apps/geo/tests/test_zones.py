"""Zones against a reference that decides with exact fractions."""

import itertools
import random
from fractions import Fraction
from uuid import UUID

import pytest

from apps.geo.contract.estimates import distance_m
from apps.geo.contract.types import FeeTier, Point
from apps.geo.domain.bounds import bounding_box
from apps.geo.domain.zones import BadZone, ZoneIndex, check_shape, read_fee_tiers
from apps.geo.tests.builders import CENTER, build_polygon, build_zone


def _exact(degrees: float) -> int:
    """A float between 1 and 180 as a whole number, without rounding."""
    scaled = Fraction(degrees) * 2**60
    assert scaled.denominator == 1
    return scaled.numerator


class _Reference:
    """Even-odd rule in whole numbers; the boundary belongs to the polygon."""

    def __init__(self, shape: dict) -> None:
        self.corners = [(_exact(lon), _exact(lat)) for lon, lat in shape["coordinates"][0]]
        self.edges = list(itertools.pairwise(self.corners))

    def covers(self, x: int, y: int) -> bool:
        xs, ys = [c[0] for c in self.corners], [c[1] for c in self.corners]
        if not (min(xs) <= x <= max(xs) and min(ys) <= y <= max(ys)):
            return False
        inside = False
        for (ax, ay), (bx, by) in self.edges:
            cross = (bx - ax) * (y - ay) - (by - ay) * (x - ax)
            if cross == 0 and min(ax, bx) <= x <= max(ax, bx) and min(ay, by) <= y <= max(ay, by):
                return True
            if (ay > y) != (by > y) and (cross > 0) == (by > ay):
                inside = not inside
        return inside


def _star(rng: random.Random, lon: float, lat: float) -> dict:
    from math import cos, pi, sin

    corners = rng.randint(5, 14)
    turns = sorted(rng.uniform(0, 2 * pi) for _ in range(corners))
    reach = [rng.uniform(0.002, 0.01) for _ in turns]
    return build_polygon(
        *((lon + 2 * r * cos(t), lat + r * sin(t)) for t, r in zip(turns, reach, strict=True))
    )


def _boundary_points(ring: list[list[float]], rng: random.Random) -> list[Point]:
    """Corners, points on edges (as near as floats come) and a hair beside them."""
    found = [Point(lon=x, lat=y) for x, y in ring]
    for (ax, ay), (bx, by) in itertools.pairwise(ring):
        for _ in range(12):
            part, hair = rng.random(), rng.choice([0, 1e-9, -1e-9, 1e-12, -1e-12])
            found.append(Point(lon=ax + part * (bx - ax) + hair, lat=ay + part * (by - ay)))
    return found


@pytest.mark.slow
def test_polygons_agree_with_exact_arithmetic_on_10000_points():
    rng = random.Random(42)
    shapes = [_star(rng, rng.uniform(24.93, 24.96), rng.uniform(60.16, 60.18)) for _ in range(60)]
    shapes = [shape for shape in shapes if _valid(shape)]
    index = ZoneIndex(build_zone("polygon", shape, id=UUID(int=at)) for at, shape in enumerate(shapes))
    points = [point for shape in shapes for point in _boundary_points(shape["coordinates"][0], rng)]
    points += [
        Point(lon=rng.uniform(24.91, 24.98), lat=rng.uniform(60.15, 60.19))
        for _ in range(10_000 - len(points))
    ]
    assert len(points) == 10_000
    references = [_Reference(shape) for shape in shapes]
    wrong, covered = 0, 0
    for point in points:
        x, y = _exact(point.lon), _exact(point.lat)
        expected = {at for at, reference in enumerate(references) if reference.covers(x, y)}
        wrong += {zone.id.int for zone in index.covering(point)} != expected
        covered += bool(expected)
    assert wrong == 0
    assert 2_000 < covered < 9_000


def _valid(shape: dict) -> bool:
    try:
        check_shape("polygon", shape)
    except BadZone:
        return False
    return True


def test_the_corners_of_a_grid_have_exactly_one_store():
    """Zones that share edges and corners: every point is served, and always by the same one."""
    step = 0.01
    zones = [
        build_zone(
            "polygon",
            build_polygon(
                (x * step, y * step), ((x + 1) * step, y * step),
                ((x + 1) * step, (y + 1) * step), (x * step, (y + 1) * step),
            ),
        )
        for x in range(10)
        for y in range(10)
    ]  # fmt: skip
    forward, backward = ZoneIndex(zones), ZoneIndex(reversed(zones))
    rng = random.Random(7)
    for _ in range(2_000):
        point = Point(lon=rng.randint(0, 100) * 0.001, lat=rng.randint(0, 100) * 0.001)
        served = forward.serving(point)
        assert served is not None
        assert served == backward.serving(point)


def test_circles_agree_with_distance():
    rng = random.Random(3)
    circles = []
    for at in range(40):
        lat, lon = rng.uniform(-70, 70), rng.uniform(-175, 175)
        shape = {"center": [lon, lat], "radius_m": rng.uniform(100, 9_000)}
        circles.append(build_zone("circle", shape, id=UUID(int=at)))
    index = ZoneIndex(circles)
    for circle in circles:
        lon, lat = circle.shape["center"]
        center, radius = Point(lat=lat, lon=lon), circle.shape["radius_m"]
        west, south, east, north = bounding_box(center, radius * 1.3)
        for _ in range(100):
            point = Point(lat=rng.uniform(south, north), lon=rng.uniform(west, east))
            covered = circle in index.covering(point)
            assert covered == (distance_m(center, point) <= radius)


def test_a_hole_in_a_polygon_is_not_served():
    ring = [[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]]
    hole = [[1, 1], [3, 1], [3, 3], [1, 3], [1, 1]]
    index = ZoneIndex([build_zone("polygon", {"type": "Polygon", "coordinates": [ring, hole]})])
    assert index.serving(Point(lat=2, lon=2)) is None
    assert index.serving(Point(lat=0.5, lon=2)) is not None


def test_priority_then_the_nearer_store_serves():
    wide = {"center": [CENTER.lon, CENTER.lat], "radius_m": 3_000}
    near = build_zone("circle", wide, at=CENTER)
    far = build_zone("circle", wide, at=Point(lat=CENTER.lat + 0.01, lon=CENTER.lon))
    ruled = build_zone("circle", wide, priority=5, at=Point(lat=CENTER.lat + 0.02, lon=CENTER.lon))
    assert ZoneIndex([far, near]).serving(CENTER) == near
    assert ZoneIndex([far, near, ruled]).serving(CENTER) == ruled
    assert ZoneIndex([far, near, ruled]).serving(CENTER, stores=[far.store_id]) == far


@pytest.mark.parametrize(
    ("listed", "lived_at"),
    [
        ("SW1A 1AA", "sw1a1aa"),
        ("00-120", "00120"),
        ("00120", "00-120"),
        ("FI-00120", "00120"),
        ("00120", "FI-00120"),
        ("D-10115", "10115"),
        ("SE 111 22", "SE11122"),
        ("S-111 22", "111 22"),
        ("LV-1010", "lv-1010"),
        ("1010", "LV - 1010"),
        ("1234-567", "1234\N{NO-BREAK SPACE}567"),
        ("104-0061", "\uff11\uff10\uff14\uff0d\uff10\uff10\uff16\uff11"),
        ("K1A 0B1", "k1a-0b1"),
    ],
)
def test_one_postcode_written_in_two_ways_is_served(listed, lived_at):
    assert ZoneIndex([build_zone("postcodes", {"postcodes": [listed]})]).serving(CENTER, lived_at) is not None


def test_postcodes_compare_without_spaces_and_case():
    index = ZoneIndex([build_zone("postcodes", {"postcodes": ["SW1A 1AA", "00100"]})])
    assert index.needs_postcode
    assert index.serving(CENTER, "sw1a1aa") is not None
    assert index.serving(CENTER, "00101") is None
    assert index.serving(CENTER) is None


def test_zones_reach_across_the_date_line():
    circle = ZoneIndex([build_zone("circle", {"center": [179.99, -17.0], "radius_m": 5_000})])
    served = [
        circle.serving(Point(lat=-17.0, lon=lon)) is not None for lon in (179.97, 180, -180, -179.98, -179.9)
    ]
    assert served == [True, True, True, True, False]
    parts = [
        build_polygon((179, 0), (180, 0), (180, 1), (179, 1)),
        build_polygon((-180, 0), (-179, 0), (-179, 1), (-180, 1)),
    ]
    both = {"type": "MultiPolygon", "coordinates": [part["coordinates"] for part in parts]}
    check_shape("polygon", both)
    assert len(ZoneIndex([build_zone("polygon", both)]).covering(Point(lat=0.5, lon=180))) == 1


def test_no_zones_serve_nobody():
    assert ZoneIndex([]).serving(CENTER) is None


def test_overlaps_are_shared_ground_at_one_priority():
    left = build_zone("polygon", build_polygon((0, 0), (2, 0), (2, 2), (0, 2)))
    beside = build_zone("polygon", build_polygon((2, 0), (4, 0), (4, 2), (2, 2)))
    across = build_zone("polygon", build_polygon((1, 1), (3, 1), (3, 3), (1, 3)))
    above = build_zone("polygon", build_polygon((1, 1), (3, 1), (3, 3), (1, 3)), priority=1)
    index = ZoneIndex([left, beside, across, above])
    assert index.overlapping(left) == [across]
    assert index.overlapping(above) == []
    codes = [
        build_zone("postcodes", {"postcodes": ["1", "2"]}),
        build_zone("postcodes", {"postcodes": ["2"]}),
    ]
    assert ZoneIndex(codes).overlapping(codes[0]) == [codes[1]]


@pytest.mark.parametrize(
    ("kind", "shape"),
    [
        ("polygon", None),
        ("polygon", {}),
        ("polygon", {"type": "Point", "coordinates": [1, 2]}),
        ("polygon", {"type": "Polygon", "coordinates": []}),
        ("polygon", {"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]}),
        ("polygon", {"type": "Polygon", "coordinates": "x"}),
        ("polygon", build_polygon((0, 0), (2, 2), (2, 0), (0, 2))),
        ("polygon", build_polygon((0, 0), (200, 0), (200, 2))),
        ("circle", {"center": [24.9, 60.1]}),
        ("circle", {"center": [24.9, 160.1], "radius_m": 500}),
        ("circle", {"center": [24.9, 60.1], "radius_m": 1}),
        ("circle", {"center": [24.9, 60.1], "radius_m": float("nan")}),
        ("circle", {"center": "ab", "radius_m": 500}),
        ("circle", {"center": ["24.9", "60.1"], "radius_m": 500}),
        ("circle", {"center": [24.9, 60.1], "radius_m": "500"}),
        ("circle", {"center": [True, 60.1], "radius_m": 500}),
        ("polygon", build_polygon((179, 0), (-179, 0), (-179, 1), (179, 1))),
        ("postcodes", {"postcodes": []}),
        ("postcodes", {"postcodes": [100]}),
        ("postcodes", {"postcodes": [" "]}),
        ("postcodes", {"postcodes": ["00\0120"]}),
        ("postcodes", {"postcodes": ["\ud800"]}),
        ("postcodes", {"postcodes": ["00100"], "more": "\0"}),
        ("circle", {"center": [24.9, 90], "radius_m": 500}),
        ("polygon", build_polygon((0, 0), (1, 0), (1, 86))),
        ("polygon", {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1]]]}),
        ("polygon", {"type": "Polygon", "coordinates": [[["0", 0], ["1", 0], ["1", 1], ["0", 0]]]}),
        ("polygon", {**build_polygon((0, 0), (1, 0), (1, 1)), "more": float("nan")}),
        ("blob", {}),
    ],
)
def test_a_shape_that_is_none_is_refused(kind, shape):
    with pytest.raises(BadZone):
        check_shape(kind, shape)


def test_fee_tiers_are_sorted_and_checked():
    tiers = read_fee_tiers([{"from_subtotal": 2000, "fee": 0}, {"from_subtotal": 0, "fee": 299}])
    assert tiers == (FeeTier(from_subtotal=0, fee=299), FeeTier(from_subtotal=2000, fee=0))
    assert read_fee_tiers([]) == ()


@pytest.mark.parametrize(
    "rules",
    [
        "x",
        [{}],
        [{"from_subtotal": 0, "fee": 2.99}],
        [{"from_subtotal": 0, "fee": -1}],
        [{"from_subtotal": 0, "fee": 10**20}],
        [{"from_subtotal": 0, "fee": True}],
        [{"from_subtotal": 100, "fee": 1}],
        [{"from_subtotal": 0, "fee": 1}, {"from_subtotal": 0, "fee": 2}],
        [{"from_subtotal": 0, "fee": 1, "more": 1}],
    ],
)
def test_fee_rules_that_are_none_are_refused(rules):
    with pytest.raises(BadZone):
        read_fee_tiers(rules)
