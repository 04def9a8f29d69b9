"""Exponential back-off."""

from dataclasses import dataclass
from datetime import timedelta
from random import uniform


@dataclass(frozen=True, slots=True)
class Backoff:
    """Delays that double from `first` up to `longest`, each varied randomly by up to the share `jitter`."""

    first: timedelta
    longest: timedelta
    jitter: float = 0.2

    def after(self, failures: int) -> timedelta:
        """The delay after this many consecutive failures; `first` after one."""
        doubled = self.first.total_seconds() * 2.0 ** min(max(failures - 1, 0), 60)
        seconds = min(doubled, self.longest.total_seconds())
        return timedelta(seconds=seconds * uniform(1 - self.jitter, 1 + self.jitter))
