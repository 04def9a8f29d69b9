"""The bars of accuracy: 98 % of addresses found with two typos, one foreign in a hundred accepted, good estimates."""

import random
from statistics import median

import pytest

from apps.geo.conf import PROFILES
from apps.geo.contract.estimates import distance_m, estimate_drive
from apps.geo.contract.service import GeoService
from apps.geo.contract.types import GeocodeResult, Point, Profile
from apps.geo.geocoding.chain import geocode
from apps.geo.tests.address_samples import Sample, draw, misspell
from apps.geo.tests.builders import SECOND_CITY, needs_second_city
from apps.geo.tests.foreign import foreign_addresses
from apps.geo.use_cases.city_loader import demo_extract
from dominos.kernel.services import service

COUNT = 300
NEAR_M = 50.0
MIN_TRIP_M = 300.0
HELSINKI = (60.1655, 60.1775, 24.937, 24.951)
COPENHAGEN = (55.65, 55.70, 12.53, 12.61)


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


@pytest.mark.slow
@needs_second_city
def test_the_two_cities_do_not_take_each_others_addresses(city):
    verdicts = [geocode(sample.typed).verdict for sample in draw(SECOND_CITY, COUNT, seed=14)]
    assert verdicts.count("accept") / COUNT <= 0.01


@pytest.mark.parametrize("profile", PROFILES)
def test_estimates_stay_near_the_roads_of_the_demo_city(city, profile):
    seconds, meters = _estimated_of_driven(HELSINKI, profile)
    assert 0.5 < seconds < 1.25
    assert 0.6 < meters < 1.25


@pytest.mark.slow
@needs_second_city
def test_a_larger_city_is_as_good(second_city, subtests):
    """One test, because loading such a city takes longest."""
    samples = draw(SECOND_CITY, COUNT, seed=13)
    for edits in (0, 2):
        with subtests.test(edits=edits):
            assert _share_found(samples, edits, seed=edits // 2) >= 0.98
    for profile in PROFILES:
        with subtests.test(profile=profile):
            seconds, meters = _estimated_of_driven(COPENHAGEN, profile)
            assert 3 / 4 < seconds < 4 / 3
            assert 0.9 < meters < 1.1


def _estimated_of_driven(ground: tuple[float, float, float, float], profile: Profile) -> tuple[float, float]:
    """The estimated share of the driven seconds and metres, in the median of many trips."""
    south, north, west, east = ground
    rng = random.Random(7)
    places = tuple(Point(lat=rng.uniform(south, north), lon=rng.uniform(west, east)) for _ in range(80))
    origins, destinations = places[:40], places[40:]
    driven = service(GeoService).matrix(origins=origins, destinations=destinations, profile=profile)
    seconds, meters = [], []
    for row, origin in enumerate(origins):
        for column, destination in enumerate(destinations):
            far = distance_m(origin, destination) > MIN_TRIP_M
            if far and (row, column) not in driven.estimated:
                guess = estimate_drive(origin, destination, profile)
                seconds.append(guess.seconds / driven.seconds[row][column])
                meters.append(guess.meters / driven.meters[row][column])
    return median(seconds), median(meters)
