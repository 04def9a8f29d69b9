"""The window a customer is shown."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.delivery.contract.types import DeliveryStatus
from apps.delivery.contract.windows import Window, rounded
from apps.delivery.domain.courier_wait import TIGHT_SECONDS, CourierSupply, courier_wait, stages_from_rack
from apps.delivery.domain.eta import (
    Forecast,
    Progress,
    forecast,
    kitchen_seconds,
    shown,
    spread,
    stages_ahead,
)
from apps.delivery.domain.promises import is_on_time
from apps.delivery.domain.rules import Rules

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
RULES = Rules()


def at(minute):
    return NOON + timedelta(minutes=minute)


def progress(**known):
    defaults = {
        "now": NOON,
        "status": DeliveryStatus.ASSIGNED,
        "ready_at": at(10),
        "is_released": False,
        "to_store": 120.0,
        "to_door": 600.0,
    }
    return Progress(**(defaults | known))


def test_the_slower_of_kitchen_and_courier_counts():
    assert stages_ahead(progress(), RULES)[0].name == "kitchen"
    assert stages_ahead(progress(to_store=1_200.0), RULES)[0].name == "courier"


@pytest.mark.parametrize(
    ("ready", "is_released", "seconds"),
    [(5, False, 300), (0, False, 60), (-9, False, 540), (-99, False, 1800), (5, True, 300), (-9, True, 0)],
)
def test_nobody_is_sent_early_for_what_a_kitchen_does_not_make(ready, is_released, seconds):
    assert kitchen_seconds(at(ready), at(0), is_released=is_released) == seconds


def test_the_expectation_is_the_sum_of_the_stages():
    expected = forecast(progress(), RULES).expected_at
    assert expected == NOON + timedelta(seconds=600 + 60 + 600 + 60)


def test_preceding_stops_take_their_time():
    alone, third = forecast(progress(), RULES), forecast(progress(stops_before=2), RULES)
    assert (third.expected_at - alone.expected_at).total_seconds() == 2 * 120


def test_ended_stages_are_out():
    picked_up = stages_ahead(progress(status=DeliveryStatus.PICKED_UP), RULES)
    assert [stage.name for stage in picked_up] == ["travel", "drop"]
    assert [stage.name for stage in stages_ahead(progress(status=DeliveryStatus.ARRIVED), RULES)] == ["drop"]


def test_a_guessed_road_makes_a_wider_window():
    sure, guess = (spread(stages_from_rack(900, is_guess, 0, RULES)) for is_guess in (False, True))
    assert guess[0] > sure[0]
    assert guess[1] > sure[1]


def test_food_waits_for_the_courier_whom_those_before_it_leave():
    drive, cycle = 300.0, 120 + 300 + 120 + 300
    assert courier_wait(CourierSupply((0.0, 900.0), ()), 600, RULES) == TIGHT_SECONDS
    assert courier_wait(CourierSupply((900.0,), ()), 600, RULES) == 300 + TIGHT_SECONDS
    before = ((100.0, drive), (200.0, drive), (601.0, drive))
    assert courier_wait(CourierSupply((0.0,), before), 600, RULES) == 100 + 2 * cycle - 600 + TIGHT_SECONDS
    assert courier_wait(CourierSupply((0.0, 0.0), before), 600, RULES) == 100 + cycle - 600 + TIGHT_SECONDS
    assert courier_wait(CourierSupply((), before), 600, RULES) == RULES.courier_wait_seconds


def test_food_waits_less_the_more_couriers_are_to_spare():
    waits = [
        courier_wait(CourierSupply((0.0,) * couriers, ((0.0, 300.0),)), 100, RULES)
        for couriers in range(2, 30)
    ]
    assert waits[0] == TIGHT_SECONDS
    assert all(more > fewer for more, fewer in pairwise(waits))
    assert waits[-1] < 1


def test_the_first_window_is_shown_as_it_is():
    expected = Forecast(at(25), Window(at(20), at(30)), "travel")
    assert shown(None, expected) == (Window(at(20), at(30)), "requested")


def test_a_window_narrows():
    before = Window(at(10), at(40))
    window, cause = shown(before, Forecast(at(25), Window(at(20), at(45)), "travel"))
    assert (window, cause) == (Window(at(20), at(40)), "progress")


def test_a_window_does_not_widen_while_the_expectation_lies_inside():
    before = Window(at(20), at(30))
    assert shown(before, Forecast(at(25), Window(at(10), at(45)), "travel")) == (before, None)


@pytest.mark.parametrize("minute", [12, 48])
def test_a_window_moves_with_its_cause_when_the_expectation_leaves_it(minute):
    window = Window(at(minute - 5), at(minute + 5))
    assert shown(Window(at(20), at(30)), Forecast(at(minute), window, "kitchen")) == (window, "kitchen")


@given(st.lists(st.tuples(st.integers(0, 3_000), st.integers(1, 1_500)), min_size=1, max_size=8))
def test_without_a_cause_a_window_only_ever_narrows(forecasts):
    before = None
    for expected, doubt in forecasts:
        middle = NOON + timedelta(seconds=expected)
        spread = timedelta(seconds=doubt)
        window, cause = shown(before, Forecast(middle, rounded(middle - spread, middle + spread), "travel"))
        if before is not None and cause in (None, "progress"):
            assert before.start <= window.start
            assert window.end <= before.end
        assert window.holds(middle)
        before = window


def test_being_on_time_is_computed():
    """A courier who is late is shown as late."""
    assert is_on_time(at(30), at(30))
    assert not is_on_time(at(31), at(30))
