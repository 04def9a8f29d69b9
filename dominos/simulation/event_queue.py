"""The night's clock: what happens when, one thing after the other, in no time at all."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from itertools import count

from dominos.simulation.scenario import OPENS_AT

FRIDAY = datetime(2026, 11, 20, OPENS_AT, tzinfo=UTC)


class EventQueue:
    """Runs callbacks in the order of their seconds after opening; equal ones as they were entered."""

    def __init__(self) -> None:
        self.now = float("-inf")
        self._heap: list[tuple[float, int, Callable[[], None]]] = []
        self._number = count()

    def at(self, seconds: float, do: Callable[[], None]) -> None:
        """Enters what is to happen then, or now if that is over."""
        heappush(self._heap, (max(seconds, self.now), next(self._number), do))

    def after(self, seconds: float, do: Callable[[], None]) -> None:
        """Enters what is to happen in so many seconds."""
        self.at(self.now + seconds, do)

    def run(self) -> None:
        """Until nothing is left to happen."""
        while self._heap:
            self.now, _, do = heappop(self._heap)
            do()

    @property
    def time(self) -> datetime:
        """Now as the platform's rules see it."""
        return instant(self.now)


def instant(seconds: float) -> datetime:
    """The time of the clock so many seconds after opening."""
    return FRIDAY + timedelta(seconds=seconds)


def minutes(at: datetime) -> float:
    """The engine's axis of time: minutes after opening."""
    return (at - FRIDAY).total_seconds() / 60
