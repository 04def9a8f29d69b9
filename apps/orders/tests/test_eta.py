"""Windows: whole five minutes, ten wide at least, and only ever narrower."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.orders.contract.types import OrderStatus
from apps.orders.eta import (
    NARROWEST,
    NO_LOAD,
    Load,
    Window,
    narrowed,
    queue_seconds,
    remaining,
    stages,
    whole,
    window,
)
from apps.orders.pricing.promise import fallback_travel, promise
from apps.stores.contract.types import Kitchen

KITCHEN = Kitchen(make_stations=2, make_seconds=82, oven_slots=6, oven_seconds=390)
AT = datetime(2026, 11, 22, 17, 3, 20, tzinfo=UTC)
instants = st.timedeltas(timedelta(0), timedelta(days=365)).map(lambda later: AT + later)
ranges = st.tuples(st.integers(0, 7200), st.integers(0, 7200)).map(lambda pair: (min(pair), max(pair)))


@given(instants, ranges)
def test_a_window_is_rounded_out_and_wide_enough(at, seconds):
    found = window(at, seconds)
    assert found.start <= at + timedelta(seconds=seconds[0])
    assert found.end >= at + timedelta(seconds=seconds[1])
    assert found.end - found.start >= NARROWEST
    assert all(
        not edge.minute % 5 and not edge.second and not edge.microsecond for edge in (found.start, found.end)
    )


@given(instants, st.lists(ranges, min_size=2, max_size=6))
def test_a_window_only_narrows_unless_the_promise_is_off(at, changes):
    shown = window(at, changes[0])
    for change in changes[1:]:
        found = window(at, change)
        after, is_off = narrowed(shown, found)
        if is_off:
            assert after == found
            assert found.end <= shown.start or shown.end <= found.start
        else:
            assert shown.start <= after.start <= after.end <= shown.end
        assert after.end - after.start >= NARROWEST
        shown = after


def test_the_wait_of_a_busy_store_is_never_undercut():
    found = promise(AT, (600, 900), (45, 55))
    assert found == Window(AT.replace(minute=45, second=0), AT.replace(hour=18, minute=0, second=0))


def test_an_early_order_waits_for_those_before_it():
    alone = whole(stages(2, KITCHEN, NO_LOAD, (300, 600)))
    behind = whole(stages(2, KITCHEN, Load(to_make=20, to_bake=26), (300, 600)))
    assert behind[0] > alone[0]
    assert queue_seconds(Load(20, 26), KITCHEN) == max(10 * 82, 5 * 390)


@pytest.mark.parametrize("later", list(OrderStatus)[3:9])
def test_less_remains_the_further_an_order_is(later):
    plan = stages(2, KITCHEN, NO_LOAD, (300, 600))
    assert remaining(plan, later) <= remaining(plan, OrderStatus.PLACED)


def test_time_that_passed_in_a_stage_does_not_come_again():
    plan = stages(2, KITCHEN, NO_LOAD, (300, 600))
    fresh = remaining(plan, OrderStatus.BAKING)
    later = remaining(plan, OrderStatus.BAKING, timedelta(seconds=100))
    assert later == (fresh[0] - 100, fresh[1] - 100)
    over = remaining(plan, OrderStatus.BAKING, timedelta(hours=1))
    assert over == remaining(plan, OrderStatus.READY)


def test_a_guess_of_the_road_grows_with_it():
    assert fallback_travel(500) < fallback_travel(2000)
