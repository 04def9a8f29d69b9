"""When a store takes orders, to the instant: midnight, daylight saving, holidays, pauses."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.stores.contract.business_day import instant_of
from apps.stores.contract.types import ServiceMethod
from apps.stores.domain.openings import open_periods, opening, status
from apps.stores.domain.schedule import Holiday, Hours
from apps.stores.tests.builders import (
    ALL_DAY,
    CARRYOUT,
    DELIVERY,
    build_daily_hours,
    build_offer,
    build_state,
)

HELSINKI = ZoneInfo("Europe/Helsinki")
EVENING = build_daily_hours(time(17), time(2))
LUNCH_AND_DINNER = (*build_daily_hours(time(11), time(14)), *build_daily_hours(time(17), time(22)))


def local(text: str, zone=HELSINKI) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


@pytest.mark.parametrize(
    ("hours", "at", "is_open", "opens_at", "closes_at"),
    [
        (EVENING, "2026-11-20 16:59:59", False, "2026-11-20 17:00", None),
        (EVENING, "2026-11-20 17:00", True, None, "2026-11-21 02:00"),
        (EVENING, "2026-11-21 00:30", True, None, "2026-11-21 02:00"),
        (EVENING, "2026-11-21 01:59:59", True, None, "2026-11-21 02:00"),
        (EVENING, "2026-11-21 02:00", False, "2026-11-21 17:00", None),
        (LUNCH_AND_DINNER, "2026-11-20 13:59", True, None, "2026-11-20 14:00"),
        (LUNCH_AND_DINNER, "2026-11-20 14:00", False, "2026-11-20 17:00", None),
        (LUNCH_AND_DINNER, "2026-11-20 22:00", False, "2026-11-21 11:00", None),
        ((Hours(1, time(9), time(12)),), "2026-11-20 10:00", False, "2026-11-23 09:00", None),
        (
            (Hours(7, time(20), time(4)), Hours(1, time(4), time(8))),
            "2026-11-22 23:00",
            True,
            None,
            "2026-11-23 08:00",
        ),
        (ALL_DAY, "2026-11-20 03:00", True, None, None),
        ((), "2026-11-20 12:00", False, None, None),
    ],
)
def test_hours(hours, at, is_open, opens_at, closes_at):
    found = opening(build_state(build_offer(hours=hours)), DELIVERY, local(at))
    assert found.is_open is is_open
    assert found.reason == ("" if is_open else "closed")
    assert found.opens_at == (local(opens_at) if opens_at else None)
    assert found.closes_at == (local(closes_at) if closes_at else None)


@pytest.mark.parametrize(
    ("day", "wall", "utc"),
    [
        # spring: 03:00 to 04:00 is skipped on 29 March; the doors open when the clock jumps past the time
        (date(2026, 3, 29), time(2, 30), "2026-03-29 00:30"),
        (date(2026, 3, 29), time(3, 30), "2026-03-29 01:00"),
        (date(2026, 3, 29), time(4), "2026-03-29 01:00"),
        # autumn: 03:00 to 04:00 happens twice on 25 October; the first counts
        (date(2026, 10, 25), time(3, 30), "2026-10-25 00:30"),
        (date(2026, 10, 25), time(4), "2026-10-25 02:00"),
    ],
)
def test_wall_time_on_the_days_the_clocks_change(day, wall, utc):
    assert instant_of(day, wall, HELSINKI) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


def test_a_night_is_an_hour_shorter_in_spring_and_longer_in_autumn():
    night = build_offer(hours=build_daily_hours(time(22), time(6)))
    spring = opening(build_state(night), DELIVERY, local("2026-03-28 23:00"))
    autumn = opening(build_state(night), DELIVERY, local("2026-10-24 23:00"))
    assert spring.closes_at - local("2026-03-28 22:00") == timedelta(hours=7)
    assert autumn.closes_at - local("2026-10-24 22:00") == timedelta(hours=9)


def test_midnight_that_does_not_exist_opens_when_the_clock_jumps():
    zone = ZoneInfo("America/Santiago")
    assert instant_of(date(2026, 9, 6), time(), zone) == datetime(2026, 9, 6, 4, tzinfo=UTC)


CHRISTMAS = Holiday(date=date(2026, 12, 24), name="Christmas Eve")
SHORT_DAY = Holiday(date=date(2026, 12, 24), name="Christmas Eve", opens=time(10), closes=time(14))


def test_a_holiday_closes_the_day_but_not_the_tail_of_the_evening_before():
    shop = build_state(build_offer(hours=EVENING), holidays=(CHRISTMAS,))
    assert opening(shop, DELIVERY, local("2026-12-24 01:30")).is_open
    found = opening(shop, DELIVERY, local("2026-12-24 18:00"))
    assert (found.is_open, found.reason) == (False, "holiday")
    assert found.opens_at == local("2026-12-25 17:00")


def test_a_holiday_may_have_hours_of_its_own():
    shop = build_state(build_offer(hours=EVENING), holidays=(SHORT_DAY,))
    assert opening(shop, DELIVERY, local("2026-12-24 11:00")).closes_at == local("2026-12-24 14:00")
    assert opening(shop, DELIVERY, local("2026-12-24 18:00")).reason == "holiday"


def test_a_holiday_of_one_service_leaves_the_others():
    shop = build_state(
        build_offer(DELIVERY), build_offer(CARRYOUT), holidays=(replace(CHRISTMAS, service=DELIVERY),)
    )
    assert not opening(shop, DELIVERY, local("2026-12-24 12:00")).is_open
    assert opening(shop, CARRYOUT, local("2026-12-24 12:00")).is_open


def test_round_the_clock_closes_at_the_next_holiday():
    shop = build_state(holidays=(CHRISTMAS,))
    assert opening(shop, DELIVERY, local("2026-12-20 12:00")).closes_at == local("2026-12-24 00:00")


def test_closed_by_hand_knows_no_reopening():
    found = opening(build_state(force_closed=True), DELIVERY, local("2026-11-20 12:00"))
    assert (found.is_open, found.reason, found.opens_at) == (False, "forced_closed", None)
    assert (
        opening(build_state(is_active=False), DELIVERY, local("2026-11-20 12:00")).reason == "forced_closed"
    )


def test_a_pause_ends_by_itself_and_holds_one_service_only():
    until = local("2026-11-20 18:30")
    shop = build_state(build_offer(hours=EVENING, paused_until=until), build_offer(CARRYOUT))
    found = opening(shop, DELIVERY, local("2026-11-20 18:00"))
    assert (found.reason, found.opens_at) == ("paused", until)
    assert opening(shop, DELIVERY, until).is_open
    assert opening(shop, CARRYOUT, local("2026-11-20 18:00")).is_open


def test_a_pause_beyond_closing_time_opens_with_the_next_period():
    shop = build_state(build_offer(hours=EVENING, paused_until=local("2026-11-21 09:00")))
    found = opening(shop, DELIVERY, local("2026-11-20 18:00"))
    assert (found.reason, found.opens_at) == ("paused", local("2026-11-21 17:00"))


def test_busy_lengthens_the_wait():
    at = local("2026-11-20 12:00")
    found = opening(build_state(busy_minutes=20), DELIVERY, at)
    assert (found.wait_minutes, found.is_busy) == ((35, 45), True)
    assert not opening(build_state(), DELIVERY, at).is_busy


def test_a_service_the_store_does_not_offer():
    found = opening(build_state(), ServiceMethod.CURBSIDE, local("2026-11-20 12:00"))
    assert (found.is_open, found.reason) == (False, "no_such_service")


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({}, "ONLINE"),
        ({"busy_minutes": 5}, "BUSY"),
        ({"force_closed": True, "busy_minutes": 5}, "CLOSED"),
    ],
)
def test_the_state_in_a_word(changes, word):
    assert status(build_state(**changes), local("2026-11-20 12:00")) == word


def test_paused_in_every_service_is_a_paused_store():
    until = local("2026-11-20 18:30")
    shop = build_state(build_offer(paused_until=until), build_offer(CARRYOUT, paused_until=until))
    assert status(shop, until - timedelta(minutes=1)) == "PAUSED"
    assert status(shop, until) == "ONLINE"


ZONES = st.sampled_from(
    ["Europe/Helsinki", "America/Santiago", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"]
)
WALL = st.times().map(lambda t: t.replace(microsecond=0, second=0))
WEEK = st.lists(st.builds(Hours, st.integers(1, 7), WALL, WALL), max_size=8)
DATES = st.dates(date(2024, 1, 1), date(2030, 12, 31))
INSTANTS = st.integers(1_704_067_200, 1_924_905_600).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


@given(ZONES, WEEK, DATES)
def test_periods_are_ordered_and_never_touch(zone, week, first):
    periods = open_periods(build_offer(hours=week), (), ZoneInfo(zone), first, 10)
    assert all(period.start < period.end for period in periods)
    assert all(a.end < b.start for a, b in pairwise(periods))


@given(ZONES, WEEK, INSTANTS)
def test_what_is_promised_holds(zone, week, at):
    """Open until just before `closes_at` and shut at it; shut until `opens_at` and open at it."""
    shop = build_state(build_offer(hours=week), timezone=zone)
    found = opening(shop, DELIVERY, at)
    moment = timedelta(seconds=1)
    if found.closes_at:
        assert opening(shop, DELIVERY, found.closes_at - moment).is_open
        assert not opening(shop, DELIVERY, found.closes_at).is_open
    if found.opens_at:
        assert found.opens_at > at
        assert not opening(shop, DELIVERY, found.opens_at - moment).is_open
        assert opening(shop, DELIVERY, found.opens_at).is_open


@given(ZONES, DATES, WALL)
def test_an_instant_shows_its_wall_time_or_the_first_one_after_it(zone, day, wall):
    found = instant_of(day, wall, ZoneInfo(zone)).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    asked = datetime.combine(day, wall)
    assert asked <= found <= asked + timedelta(hours=1)
