"""The bars of accuracy: 98 % within 50 m with two typos, one foreign address in a hundred accepted at most."""

import random

import pytest

from apps.geo.contract.estimates import distance_m
from apps.geo.contract.service import GeoService
from apps.geo.contract.types import GeocodeResult, Point
from apps.geo.geocoding.chain import geocode
from apps.geo.geocoding.local import LocalGeocoder
from apps.geo.loader import demo_extract
from apps.geo.tests.address_samples import Sample, draw, misspell
from apps.geo.tests.builders import SECOND_CITY, needs_second_city
from apps.geo.tests.foreign import foreign_addresses
from dominos.kernel.services import service

COUNT = 300
NEAR_M = 50.0


def _share_found(samples: list[Sample], edits: int, seed: int) -> float:
    rng = random.Random(seed)
    found = 0
    for sample in samples:
        result = geocode(misspell(sample.typed, edits, rng))
        found += bool(result.hits) and _near(result, sample)
    return found / len(samples)


def _near(result: GeocodeResult, sample: Sample) -> bool:
    return min(distance_m(result.hits[0].point, point) for point in sample.same) <= NEAR_M


@pytest.mark.parametrize("edits", [0, 1, 2])
def test_addresses_of_the_demo_city_are_found(city, edits):
    assert _share_found(draw(demo_extract(), COUNT, seed=11), edits, seed=edits) >= 0.98


def test_clean_addresses_are_accepted_without_a_question(city):
    verdicts = [geocode(sample.typed).verdict for sample in draw(demo_extract(), COUNT, seed=12)]
    assert verdicts.count("accept") / COUNT >= 0.98


def test_addresses_of_other_cities_are_not_accepted(city):
    verdicts = [geocode(typed).verdict for typed in foreign_addresses(COUNT)]
    assert verdicts.count("accept") / COUNT <= 0.01


@needs_second_city
def test_addresses_of_a_larger_city_are_found(second_city):
    samples = draw(SECOND_CITY, COUNT, seed=13)
    assert _share_found(samples, edits=0, seed=0) >= 0.98
    assert _share_found(samples, edits=2, seed=1) >= 0.98


@needs_second_city
def test_the_two_cities_do_not_take_each_others_addresses(city):
    verdicts = [geocode(sample.typed).verdict for sample in draw(SECOND_CITY, COUNT, seed=14)]
    assert verdicts.count("accept") / COUNT <= 0.01


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
    assert distance_m(result.hits[0].point, expected.point) < NEAR_M


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
