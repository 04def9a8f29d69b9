"""The windows that orders, delivery and the simulation show."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.delivery.contract.windows import MIN_WIDTH, Window, narrowed, rounded

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
spans = st.tuples(st.integers(0, 7_200), st.integers(0, 7_200)).map(sorted)


def window(first, last):
    return Window(NOON + timedelta(minutes=first), NOON + timedelta(minutes=last))


def within(span):
    return rounded(NOON + timedelta(seconds=span[0]), NOON + timedelta(seconds=span[1]))


@given(spans)
def test_windows_are_rounded_out_and_never_narrower_than_ten_minutes(span):
    found = within(span)
    assert found.holds(NOON + timedelta(seconds=span[0]))
    assert found.holds(NOON + timedelta(seconds=span[1]))
    assert found.end - found.start >= MIN_WIDTH
    assert all(edge.minute % 5 == 0 and edge.second == 0 for edge in (found.start, found.end))


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ((15, 30), (10, 20)),
        ((-5, 5), (0, 10)),
        ((5, 10), (5, 15)),
        ((15, 20), (10, 20)),
        ((-5, 25), (0, 20)),
        ((5, 20), (5, 20)),
    ],
)
def test_an_overlap_below_ten_minutes_narrows_to_ten_minutes_around_it(found, expected):
    assert narrowed(window(0, 20), window(*found)) == (window(*expected), False)


@pytest.mark.parametrize("found", [(20, 30), (25, 40), (-20, -5), (-10, 0)])
def test_windows_apart_mean_that_the_promise_is_off(found):
    assert narrowed(window(0, 20), window(*found)) == (window(*found), True)


@given(spans, spans)
def test_a_window_only_narrows_while_the_two_overlap(before, after):
    shown, found = within(before), within(after)
    result, is_apart = narrowed(shown, found)
    assert result.end - result.start >= MIN_WIDTH
    assert is_apart == (found.end <= shown.start or shown.end <= found.start)
    if not is_apart:
        assert shown.start <= result.start < result.end <= shown.end
        assert result.start <= min(shown.end, found.end)
        assert max(shown.start, found.start) <= result.end
