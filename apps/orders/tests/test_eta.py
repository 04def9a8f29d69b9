"""Windows: whole five minutes, ten wide at least, and only ever narrower."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.delivery.contract.windows import MIN_WIDTH, Window, narrowed, rounded
from apps.orders.contract.types import OrderStatus
from apps.orders.domain.calibration import observe, promise, window
from apps.orders.domain.eta import (
    ETA_STAGES,
    RUNNING,
    EtaStage,
    Span,
    as_json,
    from_json,
    observed,
    remaining,
    whole,
)
from apps.orders.domain.kitchen import NO_LOAD, Load, kitchen_stages, queue_seconds
from apps.orders.quotes.travel import guessed_travel
from apps.stores.contract.types import Kitchen

KITCHEN = Kitchen(make_stations=2, make_seconds=82, oven_slots=6, oven_seconds=390)
AT = datetime(2026, 11, 22, 17, 3, 20, tzinfo=UTC)
ROAD = {
    EtaStage.RACK: Span(120, 60, 120),
    EtaStage.PICKUP: Span(60, 30, 60),
    EtaStage.TRAVEL: Span(600, 90, 135),
    EtaStage.DROP: Span(60, 30, 60),
}
PLAN = {**kitchen_stages(2, KITCHEN, NO_LOAD), **ROAD}
instants = st.timedeltas(timedelta(0), timedelta(days=365)).map(lambda later: AT + later)
ranges = st.tuples(st.integers(0, 7200), st.integers(0, 7200)).map(lambda pair: (min(pair), max(pair)))


def seconds(number):
    return timedelta(seconds=number)


def within(at, pair):
    return rounded(at + seconds(pair[0]), at + seconds(pair[1]))


@given(instants, ranges)
def test_a_window_is_rounded_out_and_wide_enough(at, pair):
    found = within(at, pair)
    assert found.start <= at + seconds(pair[0])
    assert found.end >= at + seconds(pair[1])
    assert found.end - found.start >= MIN_WIDTH
    assert all(
        not edge.minute % 5 and not edge.second and not edge.microsecond for edge in (found.start, found.end)
    )


@given(instants, st.lists(ranges, min_size=2, max_size=6))
def test_a_window_only_narrows_unless_the_promise_is_off(at, changes):
    shown = within(at, changes[0])
    for change in changes[1:]:
        found = within(at, change)
        after, is_off = narrowed(shown, found)
        if is_off:
            assert after == found
            assert found.end <= shown.start or shown.end <= found.start
        else:
            assert shown.start <= after.start <= after.end <= shown.end
        assert after.end - after.start >= MIN_WIDTH
        shown = after


def test_the_wait_of_a_busy_store_is_never_undercut():
    found = promise(AT, kitchen_stages(1, KITCHEN, NO_LOAD), (45, 55))
    assert found == Window(AT.replace(minute=45, second=0), AT.replace(hour=18, minute=0, second=0))


def test_an_early_order_waits_for_those_before_it():
    behind = whole(kitchen_stages(2, KITCHEN, Load(to_make=20, to_bake=26)))
    assert behind.expected > whole(kitchen_stages(2, KITCHEN, NO_LOAD)).expected
    assert queue_seconds(Load(20, 26), KITCHEN) == max(round(9.5 * 82), (26 - 6) * 65)
    assert queue_seconds(Load(40, 26), KITCHEN) == round(19.5 * 82)
    assert queue_seconds(Load(0, 6), KITCHEN) == 0, "in the oven, which has a place for everybody"
    assert queue_seconds(Load(1, 1), KITCHEN) == 0, "the other station is free"


def test_all_stages_of_the_domain_are_in_a_plan_for_a_door():
    assert tuple(PLAN) == ETA_STAGES
    assert whole(PLAN).expected == sum(span.expected for span in PLAN.values())
    assert from_json(as_json({EtaStage.DROP: Span(60.04, 30, 61.5)})) == {EtaStage.DROP: Span(60.0, 30, 61.5)}


@pytest.mark.parametrize("status", RUNNING)
def test_less_remains_the_further_an_order_is(status):
    left = remaining(PLAN, status)
    assert tuple(left) == ETA_STAGES[ETA_STAGES.index(RUNNING[status]) :]
    assert whole(left).expected <= whole(PLAN).expected


def test_a_status_before_the_kitchen_leaves_the_whole_plan():
    assert remaining(PLAN, OrderStatus.PENDING_PAYMENT, seconds(500)) == PLAN


def test_time_that_passed_in_a_stage_does_not_come_again():
    def left(elapsed):
        return whole(remaining(PLAN, OrderStatus.BAKING, seconds(elapsed))).expected

    assert left(100) == left(0) - 100
    assert left(3600) == whole(remaining(PLAN, OrderStatus.READY)).expected


def test_a_guess_of_the_road_grows_with_it():
    assert whole(guessed_travel(500)).expected < whole(guessed_travel(2000)).expected


def test_the_record_of_a_real_tracker():
    """docs/domain.md: 4 s to take, 82 to make, 390 oven, 136 rack, 935 on the road; 21 to 31 min quoted."""
    placed = AT.replace(minute=4, second=30)
    road = {**ROAD, EtaStage.TRAVEL: Span(790, 120, 180)}
    plan = {**kitchen_stages(1, KITCHEN, NO_LOAD), **road}
    quoted = promise(placed, plan, (15, 25))
    assert quoted == rounded(placed + timedelta(minutes=21), placed + timedelta(minutes=30))
    took = {"PREPARING": 4, "BAKING": 82, "READY": 390, "OUT_FOR_DELIVERY": 136, "COMPLETED": 935}
    began, at, shown = {}, placed, quoted
    for status, lasted in took.items():
        at += seconds(lasted)
        began[OrderStatus(status)] = at
        if status != "COMPLETED":
            after, is_off = narrowed(shown, window(at, remaining(plan, OrderStatus(status))))
            assert not is_off
            assert shown.start <= after.start < after.end <= shown.end
            shown = after
    assert round((at - placed).total_seconds() / 60, 1) == 25.8
    assert shown.holds(at)
    seen = observe(plan, began, placed, quoted)
    assert seen.held
    assert seen.stages == {
        EtaStage.QUEUE: (0, 4),
        EtaStage.MAKE: (82, 82),
        EtaStage.OVEN: (390, 390),
        EtaStage.RACK: (120, 136 - 60),
        EtaStage.PICKUP: (60, 60),
    }


def test_every_stage_that_ended_is_replaced_by_what_it_took():
    """Whatever the stages take: the observed ones sum up to the time that passed, the rest is as planned."""
    random, statuses = Random(7), [*list(RUNNING)[1:], OrderStatus.COMPLETED]
    plan = {stage: Span(random.uniform(30, 900), 60, 90) for stage in ETA_STAGES}
    for _ in range(20_000):
        at, began = AT, {}
        for status in statuses[1 : random.randint(2, len(statuses))]:
            at += seconds(random.uniform(0, 1200))
            began[status] = at
        took = observed(plan, began, AT)
        assert sum(took.values()) == pytest.approx((at - AT).total_seconds())
        last = max(began, key=lambda status: statuses.index(status))
        if last != OrderStatus.COMPLETED:
            left = remaining(plan, last)
            assert {**left, **took}.keys() == plan.keys()
            assert not left.keys() & took.keys()
            assert all(left[stage] == plan[stage] for stage in left)
