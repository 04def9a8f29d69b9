import pytest

from apps.geo.contract.types import Point
from dominos.kernel.testing.api import client

CENTER = Point(lat=60.1710, lon=24.9440)


def _get(path: str, **query):
    return client().get(f"/api/v1/geo/{path}", query)


def test_geocode(city):
    answer = _get("geocode", q="Manerheimintie 10, Helsinki")
    assert answer.status_code == 200
    body = answer.json()
    assert body["verdict"] == "accept"
    assert body["hits"][0]["street"] == "Mannerheimintie"
    assert 60 < body["hits"][0]["point"]["lat"] < 61


def test_suggest(city):
    hits = _get("suggest", q="mannerh", limit=3).json()["hits"]
    assert hits[0]["street"] == "Mannerheimintie"
    assert len(hits) <= 3


def test_reverse(city):
    body = _get("reverse", lat=CENTER.lat, lon=CENTER.lon).json()
    assert body["hit"]["city"] == "Helsinki"
    assert isinstance(body["confirm_number"], bool)


def test_locate(store_id):
    body = _get("locate", lat=CENTER.lat, lon=CENTER.lon).json()
    assert body["store_id"] == str(store_id)
    assert body["fee_tiers"] == [{"from_subtotal": 0, "fee": 290}]
    carryout = _get("locate", lat=CENTER.lat, lon=CENTER.lon, service="CARRYOUT").json()
    assert carryout["zone_id"] is None


def test_an_address_outside_every_zone_is_a_problem_with_a_way_out(store_id):
    answer = _get("locate", lat=60.1790, lon=24.9360)
    assert answer.status_code == 422
    body = answer.json()
    assert body["code"] == "out-of-zone"
    assert body["carryout"][0]["store_id"] == str(store_id)


def test_nearest_stores(store_id):
    stores = _get("stores", lat=CENTER.lat, lon=CENTER.lon, service="CARRYOUT").json()["stores"]
    assert [store["store_id"] for store in stores] == [str(store_id)]


def test_route(city):
    body = _get("route", **{"from": "60.1713,24.9414", "to": "60.1675,24.9525", "profile": "bicycle"}).json()
    assert body["confidence"] == "road"
    assert body["geometry"]["type"] == "LineString"
    lon, lat = body["geometry"]["coordinates"][0]
    assert (round(lat), round(lon)) == (60, 25)


@pytest.mark.parametrize(
    ("path", "query", "field"),
    [
        ("geocode", {}, "q"),
        ("geocode", {"q": "a" * 201}, "q"),
        ("geocode", {"q": "x", "limit": 1000}, "limit"),
        ("geocode", {"q": "x", "colour": "red"}, "colour"),
        ("geocode", {"q": "x", "near": "north"}, "near"),
        ("reverse", {"lat": "91", "lon": "0"}, "lat"),
        ("reverse", {"lat": "nan", "lon": "0"}, "lat"),
        ("reverse", {"lat": "60"}, "lon"),
        ("locate", {"lat": "60", "lon": "24", "service": "AIRMAIL"}, "service"),
        ("route", {"from": "60,24"}, "to"),
        ("route", {"from": "60;24", "to": "60,24"}, "from"),
        ("route", {"from": "nan,24", "to": "60,24"}, "from"),
        ("route", {"from": "60,24", "to": "60,24", "profile": "rocket"}, "profile"),
    ],
)
@pytest.mark.django_db
def test_bad_questions_name_the_field(path, query, field):
    answer = _get(path, **query)
    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == [field]


@pytest.mark.django_db
def test_a_route_across_the_continent_is_refused():
    answer = _get("route", **{"from": "60.17,24.94", "to": "48.85,2.35"})
    assert (answer.status_code, answer.json()["code"]) == (400, "too-far")


def test_nowhere_is_a_404(city):
    assert _get("reverse", lat=0, lon=0).status_code == 404
