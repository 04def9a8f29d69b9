"""When products and deals are to be had: by the store's business day, a night counting to the evening it began."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from apps.menu.domain.dayparts import Daypart, Moment
from apps.menu.domain.deals.conditions import refusal
from apps.menu.domain.deals.types import Deal, DealBasket, DealLine, Rule
from apps.stores.contract.business_day import BusinessClock

HELSINKI = BusinessClock("Europe/Helsinki")
EARLY = BusinessClock("Europe/Helsinki", time(0))
FRIDAY, MONDAY_TO_FRIDAY = frozenset({5}), frozenset(range(1, 6))


def local(written: str, clock: BusinessClock = HELSINKI, fold: int = 0) -> Moment:
    return Moment(datetime.fromisoformat(written).replace(tzinfo=ZoneInfo(clock.timezone), fold=fold), clock)


def part(starts: str, ends: str, weekdays: frozenset[int] = frozenset()) -> Daypart:
    return Daypart(starts=time.fromisoformat(starts), ends=time.fromisoformat(ends), weekdays=weekdays)


@pytest.mark.parametrize(
    ("daypart", "at", "is_in"),
    [
        (part("10:30", "14:00"), "2026-03-04T10:30", True),
        (part("10:30", "14:00"), "2026-03-04T14:00", False),
        (part("10:30", "14:00", frozenset({1, 2})), "2026-03-04T12:00", False),
        # a Friday night ends on Saturday, and began on Friday however long it is
        (part("22:00", "02:00", FRIDAY), "2026-03-07T01:59", True),
        (part("22:00", "02:00", FRIDAY), "2026-03-06T01:59", False),
        (part("22:00", "02:00", frozenset({7})), "2026-03-09T01:00", True),
        (part("22:00", "06:00", FRIDAY), "2026-03-07T05:30", True),
        (part("22:00", "06:00", FRIDAY), "2026-03-06T05:30", False),
        # what begins after midnight is still Friday's night
        (part("00:00", "03:00", FRIDAY), "2026-03-07T00:30", True),
        (part("00:00", "03:00", FRIDAY), "2026-03-06T00:30", False),
        # the whole day is the business day
        (part("00:00", "00:00"), "2026-03-04T12:00", True),
        (part("00:00", "00:00", FRIDAY), "2026-03-07T00:30", True),
        (part("00:00", "00:00", FRIDAY), "2026-03-06T00:30", False),
        (part("00:00", "00:00", FRIDAY), "2026-03-07T05:00", False),
    ],
)
def test_dayparts_by_the_stores_clock(daypart, at, is_in):
    assert (local(at).day_in(daypart) is not None) == is_in


@pytest.mark.parametrize(
    ("conditions", "at", "why"),
    [
        ({"weekdays": FRIDAY}, "2026-03-07T00:30", None),
        ({"weekdays": FRIDAY}, "2026-03-06T00:30", "wrong_weekday"),
        ({"weekdays": FRIDAY, "daypart": part("22:00", "02:00")}, "2026-03-07T00:30", None),
        ({"weekdays": FRIDAY, "daypart": part("22:00", "02:00")}, "2026-03-06T00:30", "wrong_weekday"),
        ({"weekdays": FRIDAY, "daypart": part("22:00", "06:00")}, "2026-03-07T05:30", None),
        ({"daypart": part("17:00", "22:00", MONDAY_TO_FRIDAY)}, "2026-03-07T18:00", "wrong_daypart"),
        ({"daypart": part("17:00", "22:00", MONDAY_TO_FRIDAY)}, "2026-03-06T18:00", None),
        ({"daypart": part("22:00", "02:00", MONDAY_TO_FRIDAY)}, "2026-03-07T01:00", None),
        ({"ends_on": date(2026, 3, 6)}, "2026-03-07T00:30", None),
        ({"ends_on": date(2026, 3, 6)}, "2026-03-07T05:00", "expired"),
        ({"starts_on": date(2026, 3, 6)}, "2026-03-06T00:30", "not_started"),
        ({"starts_on": date(2026, 3, 6)}, "2026-03-06T05:00", None),
        ({"ends_on": date(2026, 3, 6), "daypart": part("22:00", "06:00")}, "2026-03-07T05:30", None),
    ],
)
def test_a_deal_is_for_business_days(conditions, at, why):
    assert refusal(Deal(code="D", rule=Rule.PERCENT, value=1000, **conditions), basket(local(at))) == why


def test_a_store_whose_day_starts_at_midnight_goes_by_the_calendar():
    friday = Deal(code="D", rule=Rule.PERCENT, value=1000, weekdays=FRIDAY)
    assert refusal(friday, basket(local("2026-03-07T00:30", EARLY))) == "wrong_weekday"


@pytest.mark.parametrize(
    ("at", "fold", "is_in"),
    [
        # clocks forward at 03:00 on Sunday, 29 March: half past three follows on half past two
        ("2026-03-29T02:59", 0, True),
        ("2026-03-29T04:00", 0, False),
        # clocks back at 04:00 on Sunday, 25 October: 03:00 to 04:00 comes twice, and is over after the first
        ("2026-10-25T03:29", 0, True),
        ("2026-10-25T03:29", 1, False),
    ],
)
def test_nights_in_which_the_clocks_change(at, fold, is_in):
    night = part("22:00", "03:30", frozenset({6}))
    assert (local(at, fold=fold).day_in(night) is not None) == is_in


def basket(at: Moment) -> DealBasket:
    line = DealLine(variant="L", quantity=1, unit_price=1399)
    return DealBasket(lines=(line,), service="DELIVERY", store="S-1", at=at)
