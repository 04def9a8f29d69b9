"""Drives guessed from straight lines."""

import pytest

from apps.geo.conf import PROFILES
from apps.geo.contract.estimates import distance_m, estimate_drive, estimate_drive_over
from apps.geo.contract.types import Point

DEGREE_M = 111_195


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
