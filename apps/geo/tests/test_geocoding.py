"""What people type and what is found; how often it is found is measured in test_accuracy.py."""

import pytest

from apps.geo.contract.estimates import distance_m
from apps.geo.contract.service import GeoService
from apps.geo.contract.types import GeocodeResult, Point
from apps.geo.geocoding.chain import geocode
from apps.geo.geocoding.local import LocalGeocoder
from dominos.kernel.services import service


@pytest.mark.parametrize(
    "typed",
    [
        "Mannerheimintie 10, 00100 Helsinki",
        "MANNERHEIMINTIE 10",
        "mannerheimintie 10 helsinki",
        "Mannerheimintie 10, krs 3, 00100 Helsinki",
        "Mannerheimintie 10 as 12, Helsinki",
        "Mannerheimint. 10, Helsinki",
        "Mannerheimvägen 10, Helsingfors",
        "10 Mannerheimintie",
        "Mannerheimintie10",
    ],
)
def test_the_ways_people_write_one_address(city, typed):
    expected = geocode("Mannerheimintie 10, 00100 Helsinki").hits[0]
    result = geocode(typed)
    assert result.verdict == "accept", result
    assert distance_m(result.hits[0].point, expected.point) < 50


def test_a_number_the_map_lacks_is_a_question(city):
    result = geocode("Mannerheimintie 9999, Helsinki")
    assert result.verdict == "did_you_mean"
    assert result.hits[0].precision == "street"


def test_a_street_without_a_number_is_a_question(city):
    result = geocode("Mannerheimintie, Helsinki")
    assert result.verdict == "did_you_mean"
    assert result.hits[0].precision == "street"


@pytest.mark.parametrize(
    "typed", ["", "   ", "12", "zzzzzzz qqqq 4", "a" * 5000, "\x00'; DROP TABLE geo_city; --", "%_%"]
)
def test_nonsense_is_not_found(city, typed):
    assert geocode(typed) == GeocodeResult(verdict="not_found")


def test_a_geocode_costs_two_queries(city, django_assert_num_queries):
    geocode("Mannerheimintie 10, Helsinki")
    with django_assert_num_queries(2):
        geocode("Mannerheimintie 10, Helsinki")


def test_it_is_a_geopy_geocoder(city):
    found = LocalGeocoder().geocode("Mannerheimintie 10, Helsinki")
    assert found is not None
    assert found.address.startswith("Mannerheimintie 10")
    back = LocalGeocoder().reverse((found.latitude, found.longitude))
    assert back.address == found.address
    assert LocalGeocoder().geocode("Nowhere Boulevard 4711") is None


def test_suggestions_while_typing(city):
    ask = service(GeoService)
    typed = [ask.suggest(prefix="Mannerheimintie 10"[:size], limit=5) for size in range(4, 19)]
    assert all(any(hit.street == "Mannerheimintie" for hit in hits) for hits in typed)
    assert typed[-1][0].house_number == "10"
    assert ask.suggest(prefix="m") == ()
    assert ask.suggest(prefix="Manerheim", limit=3)[0].street == "Mannerheimintie"


def test_reverse_gives_the_door_and_says_when_to_ask(city):
    door = geocode("Mannerheimintie 10, Helsinki").hits[0]
    back = service(GeoService).reverse(point=door.point)
    assert back.hit.street == "Mannerheimintie"
    assert back.distance_m < 5
    beside = Point(lat=door.point.lat + 0.0005, lon=door.point.lon)
    assert service(GeoService).reverse(point=beside).confirm_number
