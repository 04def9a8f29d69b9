"""When a zone is served, in its store's own time, across midnight and the change of clocks."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from apps.geo.domain.hours import is_served, read_hours
from apps.geo.domain.zones import BadZone, ZoneIndex
from apps.geo.models import DeliveryZone, StorePoint
from apps.geo.tests.builders import CENTER, build_zone
from apps.stores.contract.business_day import BusinessClock
from dominos.kernel.testing.api import client

HELSINKI = BusinessClock("Europe/Helsinki")
LUNCH = [{"days": [1, 2, 3, 4, 5], "from": "10:30", "to": "14:00"}]
NIGHT = [{"days": [5, 6], "from": "22:00", "to": "04:00"}]


@pytest.mark.parametrize(
    ("rules", "instant", "served"),
    [
        ([], "2026-11-22T03:00", True),
        (LUNCH, "2026-11-23T08:30", True),  # Monday 10:30 in Helsinki
        (LUNCH, "2026-11-23T08:29:59", False),
        (LUNCH, "2026-11-23T12:00", False),  # the end is excluded
        (LUNCH, "2026-11-22T09:00", False),  # Sunday
        (LUNCH, "2026-07-20T07:30", True),  # summer time
        (NIGHT, "2026-11-20T20:00", True),  # Friday 22:00
        (NIGHT, "2026-11-22T01:59", True),  # Sunday 03:59, still Saturday's night
        (NIGHT, "2026-11-22T02:00", False),
        (NIGHT, "2026-11-22T21:00", False),  # Sunday 23:00
        ([{"days": [7], "from": "00:00", "to": "00:00"}], "2026-11-23T02:59", True),  # a whole business day
        ([{"days": [7], "from": "00:00", "to": "00:00"}], "2026-11-23T03:00", False),
        ([{"days": [5], "from": "00:00", "to": "03:00"}], "2026-11-20T22:30", True),  # Friday's night
        ([{"days": [5], "from": "00:00", "to": "03:00"}], "2026-11-19T22:30", False),
        (LUNCH + NIGHT, "2026-11-20T21:00", True),
    ],
)
def test_hours_are_the_stores_own(rules, instant, served):
    at = datetime.fromisoformat(instant).replace(tzinfo=UTC)
    assert is_served(read_hours(rules), at, HELSINKI) is served


def test_an_unknown_time_zone_counts_as_utc():
    assert is_served(
        read_hours(LUNCH), datetime(2026, 11, 23, 10, 30, tzinfo=UTC), BusinessClock("Moon/Tycho")
    )


def test_another_zone_serves_while_the_first_is_closed():
    circle = {"center": [CENTER.lon, CENTER.lat], "radius_m": 3_000}
    first = replace(build_zone("circle", circle, priority=5), hours=read_hours(LUNCH), clock=HELSINKI)
    other = build_zone("circle", circle)
    index = ZoneIndex([first, other])
    assert index.serving(CENTER, at=datetime(2026, 11, 23, 9, 0, tzinfo=UTC)) == first
    assert index.serving(CENTER, at=datetime(2026, 11, 23, 18, 0, tzinfo=UTC)) == other
    assert index.serving(CENTER) == first


@pytest.mark.parametrize(
    "rules",
    [
        None,
        [{}],
        [{"days": [], "from": "10:00", "to": "11:00"}],
        [{"days": [0], "from": "10:00", "to": "11:00"}],
        [{"days": [True], "from": "10:00", "to": "11:00"}],
        [{"days": [1], "from": "25:00", "to": "11:00"}],
        [{"days": [1], "from": 10, "to": "11:00"}],
        [{"days": [1], "from": "10:00+02:00", "to": "11:00"}],
        [{"days": [1], "from": "10:00", "to": "11:00", "more": 1}],
    ],
)
def test_hours_that_are_none_are_refused(rules):
    with pytest.raises(BadZone):
        read_hours(rules)


def test_locate_says_that_a_zone_is_closed_and_where_to_collect(store_id):
    StorePoint.objects.update(timezone=HELSINKI.timezone)
    DeliveryZone.objects.update(hours=LUNCH)
    place = {"lat": CENTER.lat, "lon": CENTER.lon}
    at_noon = client().get("/api/v1/geo/locate", {**place, "at": "2026-11-23T10:00:00Z"})
    assert at_noon.json()["store_id"] == str(store_id)
    refused = client().get("/api/v1/geo/locate", {**place, "at": "2026-11-23T18:00:00Z"})
    assert (refused.status_code, refused.json()["code"]) == (422, "zone-closed")
    assert refused.json()["carryout"][0]["store_id"] == str(store_id)
