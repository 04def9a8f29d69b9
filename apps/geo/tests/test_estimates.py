"""Drives guessed from straight lines, held against the roads of a loaded city."""

import random
from statistics import median

import pytest

from apps.geo.conf import PROFILES
from apps.geo.contract.estimates import distance_m, estimate_drive, estimate_drive_over
from apps.geo.contract.service import GeoService
from apps.geo.contract.types import Point, Profile
from apps.geo.tests.builders import needs_second_city
from dominos.kernel.services import service

DEGREE_M = 111_195
MIN_TRIP_M = 300.0
HELSINKI = (60.1655, 60.1775, 24.937, 24.951)
COPENHAGEN = (55.65, 55.70, 12.53, 12.61)


def test_a_degree_of_latitude_has_its_length():
    here = Point(lat=60.17, lon=24.94)
    assert distance_m(here, Point(lat=61.17, lon=24.94)) == pytest.approx(DEGREE_M, rel=1e-4)
    assert distance_m(here, here) == 0


def test_an_estimate_is_longer_than_the_line_and_a_car_is_faster():
    here, there = Point(lat=60.17, lon=24.94), Point(lat=60.18, lon=24.96)
    by_bicycle, by_car = (estimate_drive(here, there, profile) for profile in PROFILES)
    assert by_bicycle.meters == by_car.meters > distance_m(here, there)
    assert by_car.seconds < by_bicycle.seconds
    assert estimate_drive_over(distance_m(here, there), "car") == by_car


@pytest.mark.parametrize("profile", PROFILES)
def test_estimates_stay_near_the_roads_of_the_demo_city(city, profile):
    seconds, meters = _estimated_of_driven(HELSINKI, profile)
    assert 0.5 < seconds < 1.25
    assert 0.6 < meters < 1.25


@needs_second_city
@pytest.mark.parametrize("profile", PROFILES)
def test_estimates_stay_near_the_roads_of_a_whole_city(second_city, profile):
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
