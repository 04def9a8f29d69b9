from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from dominos.kernel.resilience.backoff import Backoff

SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


def test_waits_double_until_they_are_the_longest():
    exact = Backoff(2 * SECOND, HOUR, jitter=0)
    assert [exact.after(n) / SECOND for n in (0, 1, 2, 3, 11, 12, 10_000)] == [2, 2, 4, 8, 2048, 3600, 3600]


@given(st.integers(1, 100))
def test_jitter_changes_a_wait_by_a_fifth_at_most(failures):
    exact = Backoff(SECOND, HOUR, jitter=0).after(failures)
    assert exact * 0.79 < Backoff(SECOND, HOUR).after(failures) < exact * 1.21
