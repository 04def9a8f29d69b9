"""The base map: the sea from its coast, tiles as their specification wants them, and how they are served."""

import gzip
import math
from io import BytesIO

import pytest
import shapely
from django.core.cache import cache
from PIL import Image

from apps.geo.basemap.coast import sea_within
from apps.geo.basemap.mvt import decode_tile, encode_tile
from apps.geo.basemap.zooms import MAX_ZOOM, MIN_ZOOM, mercator
from apps.geo.models import City, MapTile
from dominos.kernel.ids import new_id
from dominos.kernel.testing.api import client

BOX = (0.0, 0.0, 4.0, 4.0)


def coast(*points):
    return shapely.LineString(points)


@pytest.mark.parametrize(
    ("coastlines", "sea"),
    [
        ([], None),
        ([coast((5, 5), (6, 6))], None),
        ([coast((1, -1), (1, 5))], shapely.box(1, 0, 4, 4)),
        ([coast((1, 5), (1, -1))], shapely.box(0, 0, 1, 4)),
        ([coast((1, -1), (1, 5)), coast((3, 5), (3, -1))], shapely.box(1, 0, 3, 4)),
        # an island, counterclockwise as all coasts of islands
        (
            [coast((1, 1), (2, 1), (2, 2), (1, 2), (1, 1))],
            shapely.difference(shapely.box(*BOX), shapely.box(1, 1, 2, 2)),
        ),
        # a coast that ends within the box cuts nothing from it
        ([coast((1, -1), (1, 2))], None),
    ],
)
def test_the_sea_lies_to_the_right_of_its_coast(coastlines, sea):
    found = shapely.union_all(sea_within(coastlines, BOX))
    assert shapely.equals(found, sea if sea is not None else shapely.GeometryCollection())


@pytest.mark.parametrize(
    ("geometry", "commands"),
    [
        (shapely.Point(25, 17), [9, 50, 34]),
        (shapely.LineString([(2, 2), (2, 10), (10, 10)]), [9, 4, 4, 18, 0, 16, 16, 0]),
        (
            shapely.MultiLineString([[(2, 2), (2, 10), (10, 10)], [(1, 1), (3, 5)]]),
            [9, 4, 4, 18, 0, 16, 16, 0, 9, 17, 17, 10, 4, 8],
        ),
        (shapely.Polygon([(3, 6), (8, 12), (20, 34)]), [9, 6, 12, 18, 10, 12, 24, 44, 15]),
    ],
)
def test_geometries_are_the_commands_of_the_specification(geometry, commands):
    """The examples of the Mapbox Vector Tile specification 2.1, section 4.3.5."""
    feature = bytes([0x22, len(commands), *commands])
    assert feature in encode_tile({"layer": [(geometry, {})]})


def test_rings_turn_as_the_specification_wants_whatever_they_did_before():
    square = [(0, 0), (10, 0), (10, 10), (0, 10)]
    hole = [(2, 2), (8, 2), (8, 8), (2, 8)]
    same = {
        encode_tile({"layer": [(shapely.Polygon(shell, [inner]), {})]})[-40:-30]
        for shell in (square, [square[0], *reversed(square[1:])])
        for inner in (hole, [hole[0], *reversed(hole[1:])])
    }
    assert len(same) <= 2  # a ring may start elsewhere


def test_what_has_no_extent_is_left_out():
    speck = shapely.Polygon([(1, 1), (1.1, 1), (1.1, 1.1)])
    assert encode_tile({"layer": [(speck, {}), (shapely.LineString([(1, 1), (1.2, 1)]), {})]}) == b""


def _square_of(city, zoom):
    at = mercator(shapely.get_coordinates(shapely.Point(city.middle.lon, city.middle.lat)))[0]
    return [math.floor(part * 2**zoom) for part in at]


def _tile(city, zoom, x, y, **headers):
    return client().get(f"/api/v1/geo/map/{city.id}/{zoom}/{x}/{y}", headers=headers)


def test_the_map_says_where_its_tiles_are(city):
    body = client().get("/api/v1/geo/map").json()
    west, south, east, north = body["bounds"]
    assert west < city.middle.lon < east
    assert south < city.middle.lat < north
    assert "OpenStreetMap" in body["attribution"]
    x, y = _square_of(city, 14)
    path = body["tiles"].format(z=14, x=x, y=y)
    assert client().get(path).status_code == 200


@pytest.mark.parametrize("zoom", range(MIN_ZOOM, MAX_ZOOM + 1))
def test_every_zoom_has_a_tile_of_the_middle(city, zoom):
    answer = _tile(city, zoom, *_square_of(city, zoom), **{"Accept-Encoding": "gzip, br"})
    assert (answer["Content-Type"], answer["Content-Encoding"]) == (
        "application/vnd.mapbox-vector-tile",
        "gzip",
    )
    data = gzip.decompress(answer.content)
    assert b"road" in data
    assert (b"building" in data) == (zoom == MAX_ZOOM)
    assert (b"Mannerheimintie" in data) == (zoom == MAX_ZOOM)
    assert "immutable" in answer["Cache-Control"]


def test_a_tile_is_sent_once(city):
    place = _square_of(city, 14)
    first = _tile(city, 14, *place)
    assert "Content-Encoding" not in first
    assert b"building" in first.content
    again = _tile(city, 14, *place, **{"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_there_is_nothing_elsewhere(city):
    for place in ((14, 0, 0), (3, 0, 0), (14, 10**30, 1), (10**9, 1, 1)):
        assert _tile(city, *place).status_code == 204
    assert client().get(f"/api/v1/geo/map/{new_id()}/14/1/1").status_code == 404
    assert MapTile.objects.filter(city_id=city.id).count() < 100


@pytest.mark.django_db
def test_without_a_city_there_is_no_map():
    City.objects.update(is_active=False)
    assert client().get("/api/v1/geo/map").status_code == 404


def test_tiles_are_limited_by_address(city, settings):
    cache.clear()
    settings.GEO_TILE_RATE = "2/min"
    codes = [_tile(city, 14, 0, 0).status_code for _ in range(3)]
    assert codes == [204, 204, 429]


def test_a_tile_is_read_as_it_was_written():
    square, hole = [(0, 0), (90, 0), (90, 90), (0, 90)], [(20, 20), (20, 80), (80, 80)]
    line = shapely.LineString([(-5, 7), (300, 9), (4096, 4000)])
    tile = encode_tile(
        {
            "park": [(shapely.Polygon(square, [hole]), {"kind": "", "name": "A"})],
            "road": [(line, {"kind": "minor"})],
        }
    )
    found = decode_tile(tile)
    ((park,), (road,)) = found["park"], found["road"]
    assert (road.kind, road.parts) == ("minor", [[(-5, 7), (300, 9), (4096, 4000)]])
    assert [set(part) for part in park.parts] == [set(square), set(hole)]


def test_mails_show_the_map_around_a_place_as_a_picture(city):
    ask = f"/api/v1/geo/map/picture?lat={city.middle.lat}&lon="
    answer = client().get(f"{ask}{city.middle.lon}")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    with Image.open(BytesIO(answer.content)) as picture:
        shown = picture.convert("RGB")
    assert shown.size == (1200, 480) and len(shown.getcolors()) > 10
    red, green, blue = shown.getpixel((600, 225))
    assert red > 150 > green > blue - 40, "the mark"
    assert client().get(f"{ask}{city.middle.lon + 90}").status_code == 404
    assert client().get(f"{ask}200").status_code == 400
