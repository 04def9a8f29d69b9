"""Arrival windows for customers: multiples of five minutes, at least ten wide, and only ever narrower. Pure."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

STEP = timedelta(minutes=5)
MIN_WIDTH = timedelta(minutes=10)
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Window:
    """From `start` to `end`, both aware and both included."""

    start: datetime
    end: datetime

    def holds(self, at: datetime) -> bool:
        """Whether the window contains the instant."""
        return self.start <= at <= self.end


def rounded(start: datetime, end: datetime) -> Window:
    """The window rounded outwards to five minutes, at least ten wide."""
    first = _floor(start)
    return Window(first, max(_ceil(end), first + MIN_WIDTH))


def narrowed(shown: Window, found: Window) -> tuple[Window, bool]:
    """The part of `found` inside the shown window, at least ten minutes wide; and whether the two are disjoint.

    An overlap of less than ten minutes is widened to ten inside the shown window. A disjoint window means
    that the promise is broken: then the new one is shown as it is.
    """
    start, end = max(shown.start, found.start), min(shown.end, found.end)
    if start >= end:
        return found, True
    end = min(max(end, start + MIN_WIDTH), shown.end)
    return Window(max(shown.start, min(start, end - MIN_WIDTH)), end), False


def _floor(at: datetime) -> datetime:
    return _EPOCH + (at - _EPOCH) // STEP * STEP


def _ceil(at: datetime) -> datetime:
    return _EPOCH - (_EPOCH - at) // STEP * STEP
