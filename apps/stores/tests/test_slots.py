"""Slots for orders placed ahead: within hours, across midnight and the days the clocks change; their capacity."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from apps.stores.contract.errors import SlotNotOffered
from apps.stores.contract.types import SalesTerms
from apps.stores.domain.openings import opening
from apps.stores.domain.overnight_hours import cut_night
from apps.stores.domain.schedule import Capacity, Holiday
from apps.stores.domain.slots import SLOT, capacity_at, slot_at, slots_of
from apps.stores.tests.builders import CARRYOUT, DELIVERY, build_daily_hours, build_offer, build_state

HELSINKI = ZoneInfo("Europe/Helsinki")
FRIDAY = date(2026, 11, 20)


def local(text, zone=HELSINKI):
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def walls(slots, zone=HELSINKI):
    return [slot.start.astimezone(zone).strftime("%H:%M") for slot in slots]


def asked(shop, day=FRIDAY, at="2026-11-20 09:00", service=DELIVERY):
    return slots_of(shop, service, day, local(at))


def test_slots_begin_as_long_after_a_time_within_the_hours_as_customers_wait():
    found = walls(asked(build_state(build_offer(hours=build_daily_hours(time(11), time(13)), wait=(15, 25)))))
    assert found == ["11:30", "11:45", "12:00", "12:15", "12:30", "12:45", "13:00", "13:15"]


def test_a_slot_after_midnight_belongs_to_the_business_date_before():
    shop = build_state(build_offer(hours=build_daily_hours(time(22), time(1))))
    found = asked(shop)
    assert walls(found) == [
        "22:30",
        "22:45",
        "23:00",
        "23:15",
        "23:30",
        "23:45",
        "00:00",
        "00:15",
        "00:30",
        "00:45",
        "01:00",
        "01:15",
    ]
    assert {slot.business_date for slot in found} == {FRIDAY}
    assert (
        slot_at(shop, DELIVERY, local("2026-11-21 00:30"), local("2026-11-20 09:00")).business_date == FRIDAY
    )


@pytest.mark.parametrize(
    ("day", "count"), [(date(2026, 3, 28), 92), (date(2026, 3, 29), 96), (date(2026, 10, 24), 100)]
)
def test_the_nights_the_clocks_change_have_as_many_slots_as_quarters(day, count):
    """The business day from 05:00 to 05:00 holds the change at 03:00 or 04:00 of the next date."""
    at = datetime.combine(day, time(3), HELSINKI) - timedelta(days=1)
    found = slots_of(build_state(), DELIVERY, day, at)
    assert len(found) == count
    assert all(b.start - a.start == SLOT for a, b in pairwise(found))


def test_an_order_needs_its_lead_a_busy_store_more_and_a_pause_more_still():
    hours = build_daily_hours(time(10), time(23))
    first = [
        walls(asked(shop, at="2026-11-20 18:00"))[0]
        for shop in (
            build_state(build_offer(hours=hours)),
            build_state(build_offer(hours=hours), busy_minutes=30),
            build_state(build_offer(hours=hours, paused_until=local("2026-11-20 19:00"))),
        )
    ]
    assert first == ["18:30", "19:00", "19:30"]


def test_nothing_is_taken_by_hand_closed_stores_too_far_ahead_or_for_other_services():
    shop = build_state(build_offer(DELIVERY))
    closed = build_state(force_closed=True)
    assert not asked(closed)
    assert not asked(closed, at="2026-11-21 01:00")
    assert (
        walls(asked(closed, at="2026-11-19 09:00"))
        == walls(asked(build_state(), at="2026-11-19 09:00"))
        != []
    )
    assert not asked(build_state(is_active=False))
    assert not asked(shop, service=CARRYOUT)
    assert not asked(shop, at="2026-11-12 04:00")
    assert not asked(shop, at="2026-11-23 09:00")


@pytest.mark.parametrize("start", ["2026-11-20 12:05", "2026-11-20 09:15", "2026-11-28 12:00"])
def test_no_slot_begins_then(start):
    with pytest.raises(SlotNotOffered):
        slot_at(build_state(), DELIVERY, local(start), local("2026-11-20 09:00"))


RULES = (
    Capacity(orders=10),
    Capacity(service=DELIVERY, orders=8),
    Capacity(weekday=5, pizzas=40),
    Capacity(starts=time(18), ends=time(20), orders=4, pizzas=12),
    Capacity(weekday=5, starts=time(23), ends=time(2), orders=1),
)


@pytest.mark.parametrize(
    ("start", "limits"),
    [
        ("2026-11-19 12:00", (8, None)),
        ("2026-11-20 12:00", (None, 40)),
        ("2026-11-20 17:45", (None, 40)),
        ("2026-11-20 18:00", (4, 12)),
        ("2026-11-20 20:00", (None, 40)),
        ("2026-11-21 01:45", (1, None)),
        ("2026-11-21 02:00", (None, 40)),
        ("2026-11-21 04:45", (None, 40)),
        ("2026-11-21 05:00", (8, None)),
    ],
)
def test_the_rule_that_says_most_holds(start, limits):
    shop = build_state(capacities=RULES)
    slot = slot_at(shop, DELIVERY, local(start), local("2026-11-19 06:00"))
    assert (slot.orders, slot.pizzas) == limits


def test_an_order_ahead_may_be_for_as_late_as_one_taken_just_before_closing():
    """Hours until 02:00, a wait of 25 minutes at most: both are promised 02:15 to 02:30 at the latest."""
    shop = build_state(build_offer(hours=build_daily_hours(time(18), time(2))))
    before, after = (opening(shop, DELIVERY, local(at)) for at in ("2026-11-21 01:59", "2026-11-21 02:00"))
    assert (before.is_open, after.is_open, before.closes_at) == (True, False, local("2026-11-21 02:00"))
    longest = local("2026-11-21 01:59") + timedelta(minutes=before.wait_minutes[1])
    last = asked(shop)[-1]
    assert last.start <= longest < last.end
    assert not asked(shop, at="2026-11-21 01:55")


@pytest.mark.parametrize(
    ("rule", "start", "holds"),
    [
        (Capacity(weekday=5, orders=1), "2026-11-21 00:15", True),
        (Capacity(weekday=5, orders=1), "2026-11-20 00:15", False),
        (Capacity(weekday=5, starts=time(22), ends=time(6), orders=1), "2026-11-21 05:45", True),
        (Capacity(weekday=5, starts=time(0), ends=time(3), orders=1), "2026-11-21 00:15", True),
        (Capacity(weekday=5, starts=time(0), ends=time(3), orders=1), "2026-11-20 00:15", False),
        (Capacity(weekday=5, starts=time(0), ends=time(0), orders=1), "2026-11-21 00:15", True),
        (Capacity(weekday=6, orders=1), "2026-11-21 00:15", False),
        (Capacity(orders=0), "2026-11-20 12:00", True),
    ],
)
def test_a_capacity_is_for_business_days(rule, start, holds):
    assert (capacity_at(build_state(capacities=(rule,)), DELIVERY, local(start)) is rule) == holds


@pytest.mark.parametrize(
    ("hours", "day_starts_at", "cuts"),
    [
        ((time(20), time(6)), time(5), True),
        ((time(20), time(6)), time(6), False),
        ((time(20), time(5)), time(5), False),
        ((time(18), time(2)), time(5), False),
        ((time(18), time(2)), time(0), True),
        ((time(0), time(0)), time(5), False),
        ((time(10), time(10)), time(5), False),
        ((time(0), time(23, 59)), time(5), False),
        ((time(4), time(11)), time(5), False),
    ],
)
def test_a_business_day_starts_in_no_night(hours, day_starts_at, cuts):
    shop = build_state(build_offer(hours=build_daily_hours(*hours)), day_starts_at=day_starts_at)
    assert bool(cut_night(shop)) == cuts
    new_year = Holiday(date=date(2026, 12, 31), name="New Year", opens=hours[0], closes=hours[1])
    usual = build_offer(hours=build_daily_hours(time(11), time(22)))
    assert bool(cut_night(build_state(usual, day_starts_at=day_starts_at, holidays=(new_year,)))) == cuts


def test_a_market_says_how_far_ahead():
    shop = build_state()
    later = slots_of(shop, DELIVERY, date(2026, 11, 27), local("2026-11-20 09:00"))
    assert later[-1].start.astimezone(UTC) == datetime(2026, 11, 27, 7, tzinfo=UTC)
    assert SalesTerms().schedule_days == 7
