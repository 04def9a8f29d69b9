"""What was read a moment ago is believed for as long as it says, and never without bound."""

from collections.abc import Iterator

import pytest

from dominos.kernel import ttl_cache
from dominos.kernel.clock import StoppedClock, stopped
from dominos.kernel.ttl_cache import TtlCache


@pytest.fixture
def stopped_clock() -> Iterator[StoppedClock]:
    with stopped() as clock:
        yield clock


def test_a_value_is_read_again_once_its_time_is_over(stopped_clock):
    reads = iter("abc")
    cache = TtlCache[str, str](seconds=10)
    assert [cache.get_or_read("key", lambda: next(reads)) for _ in range(2)] == ["a", "a"]
    stopped_clock.advance(seconds=10)
    assert cache.get_or_read("key", lambda: next(reads)) == "b"
    cache.discard("key")
    assert cache.get_or_read("key", lambda: next(reads)) == "c"


def test_a_value_is_as_old_as_its_reading_began(stopped_clock):
    cache = TtlCache[str, str](seconds=10)

    def slowly() -> str:
        stopped_clock.advance(seconds=10)
        return "old already"

    assert cache.get_or_read("key", slowly) == "old already"
    assert cache.get("key") is None


def test_what_could_not_be_read_is_not_remembered():
    cache = TtlCache[str, str](seconds=10)
    with pytest.raises(ZeroDivisionError):
        cache.get_or_read("key", lambda: str(1 / 0))
    assert cache.get_or_read("key", lambda: "there") == "there"


def test_it_never_grows_without_bound(monkeypatch):
    monkeypatch.setattr(ttl_cache, "MAX_KEYS", 3)
    cache = TtlCache[int, int](seconds=10)
    for key in range(10):
        cache.set(key, key)
    assert cache.get(9) == 9
    assert sum(cache.get(key) is not None for key in range(10)) <= 3
