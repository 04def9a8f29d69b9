"""Windows that learn: what completed orders have shown moves and widens the next ones."""

from datetime import UTC, datetime, timedelta
from math import pi, sin
from random import Random
from statistics import fmean

import pytest

from apps.delivery.contract.windows import Window
from apps.orders.contract.types import OrderStatus
from apps.orders.domain.calibration import (
    AIM,
    JUDGED,
    MIN_OBSERVATIONS,
    Observation,
    observe,
    promise,
    reach,
    ready_in,
    relevant,
    window,
)
from apps.orders.domain.eta import EtaStage, Span, whole
from apps.orders.domain.kitchen import NO_LOAD, kitchen_stages
from apps.orders.lifecycle.promises.observations import observations
from apps.orders.models import StageErrors
from apps.orders.tests.builders import refreshed
from apps.stores.contract.types import Kitchen

AT = datetime(2026, 11, 20, 18, tzinfo=UTC)
KITCHEN = Kitchen(make_stations=2, make_seconds=82, oven_slots=6, oven_seconds=390)
PLAN = {
    **kitchen_stages(2, KITCHEN, NO_LOAD),
    EtaStage.RACK: Span(0, 0, 60),
    EtaStage.PICKUP: Span(60, 30, 60),
    EtaStage.TRAVEL: Span(500, 75, 112),
    EtaStage.DROP: Span(60, 30, 60),
}


def seen(error, held=True, minute=0):
    stages = {stage: (span.expected, span.expected) for stage, span in PLAN.items()}
    travel = PLAN[EtaStage.TRAVEL].expected
    return Observation(
        AT + timedelta(minutes=minute), held, stages | {EtaStage.TRAVEL: (travel, travel + error)}
    )


def test_without_observations_the_plans_own_doubts_count():
    doubtful = {
        stage: span._replace(early=4 * span.early, late=4 * span.late) for stage, span in PLAN.items()
    }
    (low, high), (earlier, later) = reach(PLAN, ()), reach(doubtful, ())
    assert earlier < low < whole(PLAN).expected < high < later
    spread = whole(doubtful)
    assert earlier <= spread.expected - spread.early
    assert later >= spread.expected + spread.late


def test_a_constant_error_moves_the_window_and_leaves_it_narrow():
    late = [seen(600)] * 60
    low, high = reach(PLAN, late)
    assert low == high == whole(PLAN).expected + 600
    assert window(AT, PLAN, late).end - window(AT, PLAN, late).start == timedelta(minutes=10)


def test_an_error_counts_in_proportion_to_the_doubt_that_a_queue_leaves():
    quiet = [seen(error) for error in (-200, 0, 200)] * MIN_OBSERVATIONS
    crowded = PLAN | {EtaStage.QUEUE: Span(1200, 480, 720)}
    (low, high), (earlier, later) = reach(PLAN, quiet), reach(crowded, quiet)
    assert later - earlier > high - low
    assert earlier + later == pytest.approx(low + high + 2 * 1200), "around the same middle"
    assert quiet[0].stretch(PLAN) == 1
    assert quiet[0].stretch(crowded) == pytest.approx((240**2 + 600**2) ** 0.5 / 240)
    assert quiet[0].stretch(PLAN | {EtaStage.QUEUE: Span(9000, 0, 0)}) == 3, "at most"


def test_few_observations_move_it_part_of_the_way():
    middles = [
        sum(reach(PLAN, [seen(600)] * number)) / 2 for number in (0, MIN_OBSERVATIONS // 2, MIN_OBSERVATIONS)
    ]
    assert middles == sorted(middles)
    assert middles[0] < middles[2]


def test_what_the_store_quotes_binds_until_its_orders_have_shown_better_and_while_it_is_busy():
    quoted, early = (30, 40), [seen(-200)] * MIN_OBSERVATIONS
    assert promise(AT, PLAN, quoted, early[1:]).start == AT + timedelta(minutes=30)
    assert promise(AT, PLAN, quoted, early) == window(AT, PLAN, early)
    assert promise(AT, PLAN, quoted, early, is_busy=True).start == AT + timedelta(minutes=30)


def test_windows_that_did_not_hold_make_the_next_ones_wider():
    errors = [-500, -200, 0, 200, 500] * 12
    right, wrong = ([seen(error, held) for error in errors] for held in (True, False))
    assert reach(PLAN, wrong)[0] < reach(PLAN, right)[0]
    assert reach(PLAN, wrong)[1] > reach(PLAN, right)[1]


@pytest.mark.parametrize("stage", [EtaStage.QUEUE, EtaStage.RACK])
def test_an_order_that_has_to_wait_has_a_wider_window(stage):
    known = [seen(error) for error in range(-300, 300, 10)]
    waits = PLAN | {stage: Span(600, 0, 0)}
    (low, high), (low_waiting, high_waiting) = reach(PLAN, known), reach(waits, known)
    assert high_waiting - low_waiting > 1.3 * (high - low)


def test_a_stage_nobody_saw_end_is_not_learned_from():
    unseen = [Observation(AT, True, {EtaStage.MAKE: (82.0, 982.0)})] * 60
    assert reach(PLAN, unseen[: JUDGED - 1]) == reach(PLAN, ())
    assert ready_in({EtaStage.MAKE: PLAN[EtaStage.MAKE]}, unseen) == PLAN[EtaStage.MAKE].expected + 900


@pytest.mark.parametrize(("scale", "rush"), [(270, 0), (400, 300)], ids=["even", "a rush"])
@pytest.mark.slow
def test_four_of_five_completions_fall_inside_at_every_hour(scale, rush):
    """Skewed errors, known half an hour later, that drift in a rush: no hour is much worse than the rest."""
    random, known, waiting, held = Random(f"{scale}/{rush}"), [], [], []
    for number in range(1_600):
        at = AT + timedelta(seconds=90 * number)
        error = rush * sin(pi * number / 1_600) + random.gauss(0, scale) + random.expovariate(1 / 120)
        shown = promise(at, PLAN, (0, 0), known)
        held.append(shown.holds(at + timedelta(seconds=max(whole(PLAN).expected + error, 0))))
        waiting.append(seen(error, held[-1], number))
        if len(waiting) > 20:
            known.append(waiting.pop(0))
    share, hours = fmean(held), [fmean(held[start : start + 200]) for start in range(0, 1_600, 200)]
    assert AIM - 0.03 <= share <= AIM + 0.02
    assert all(abs(hour - share) <= 0.05 for hour in hours)


def test_other_hours_fill_up_what_this_time_of_the_day_has_not_shown():
    def row(hour, number, day=0):
        at = AT.replace(hour=hour) - timedelta(days=day)
        return [Observation(at + timedelta(minutes=n), True, {}) for n in range(number)]

    found = relevant({17: row(17, 3), 18: row(18, 5, day=1), 21: row(21, 40, day=1)}, AT)
    assert [one.at.hour for one in found] == [21] * (MIN_OBSERVATIONS - 8) + [18] * 5 + [17] * 3
    assert [one.at.hour for one in relevant({17: row(17, 30), 21: row(21, 40, day=1)}, AT)] == [17] * 30


def test_a_collected_order_is_right_when_its_food_was_ready_in_time():
    plan = kitchen_stages(2, KITCHEN, NO_LOAD)
    at = [AT + timedelta(minutes=minute) for minute in (1, 3, 9, 45)]
    began = dict(zip(("PREPARING", "BAKING", "READY", "COMPLETED"), at, strict=True))
    shown = Window(AT + timedelta(minutes=5), AT + timedelta(minutes=15))
    found = observe(plan, {OrderStatus(status): when for status, when in began.items()}, AT, shown)
    assert found.held
    assert found.at == at[-1]
    assert found.stages[EtaStage.OVEN] == (390, 360)


@pytest.mark.django_db(transaction=True)
def test_a_completed_order_teaches_its_stores_next_windows(world):
    order = world.ready()
    world.assign(order)
    for step in (world.pick_up, world.arrive, world.hand_over):
        step(order)
    row = StageErrors.objects.get()
    assert (row.store_id, len(row.recent)) == (order.store_id, 1)
    completed = refreshed(order).began(OrderStatus.COMPLETED)
    (found,) = observations(order.store_id, completed)
    assert found.at == completed
    assert not found.held, "within seconds, long before the window"
    assert found.tells_of(order.plan)
    assert found.error(order.plan) < -600
    assert observations(order.store_id, completed + timedelta(hours=3)) == [found], "nothing better is known"
