"""The only source of the current time, so that tests can stop it."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

EARLIEST, END_OF_TIME = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
"""What a stranger's instant or date lies between: a day or a zone more never leaves the calendar."""


def _system() -> datetime:
    return datetime.now(UTC)


_source: Callable[[], datetime] = _system


def now() -> datetime:
    """The current instant, aware, in UTC."""
    return _source()


def seconds() -> float:
    """Monotonic-like seconds for measuring elapsed time; stops with the clock."""
    return time.monotonic() if _source is _system else _source().timestamp()


class StoppedClock:
    """A clock that moves only when told to."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def advance(self, **delta: float) -> datetime:
        """Moves on by `timedelta(**delta)` and returns the new instant."""
        self.at += timedelta(**delta)
        return self.at


@contextmanager
def stopped(at: datetime | None = None) -> Iterator[StoppedClock]:
    """Stops the clock of this process at `at` (default: now) while the block runs."""
    global _source
    before, clock = _source, StoppedClock(at or _system())
    _source = clock
    try:
        yield clock
    finally:
        _source = before
