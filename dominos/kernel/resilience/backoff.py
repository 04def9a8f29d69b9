"""How long to wait before something that failed is tried again."""

from dataclasses import dataclass
from datetime import timedelta
from random import uniform


@dataclass(frozen=True, slots=True)
class Backoff:
    """Waits that double from `first` up to `longest`, each changed at random by up to `jitter` of itself."""

    first: timedelta
    longest: timedelta
    jitter: float = 0.2

    def after(self, failures: int) -> timedelta:
        """The wait after so many failures in a row; `first` after one."""
        doubled = self.first.total_seconds() * 2.0 ** min(max(failures - 1, 0), 60)
        seconds = min(doubled, self.longest.total_seconds())
        return timedelta(seconds=seconds * uniform(1 - self.jitter, 1 + self.jitter))
