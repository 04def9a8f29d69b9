"""What a living city measures: how long calls took, by operation, and what was refused or failed."""

import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from threading import Lock

import httpx

PERCENTILES = (50, 95, 99)
_NAMED = re.compile(r"/(?:[0-9a-f]{8}-[0-9a-f-]{27}|[\w.:-]{40,})")


class Figures:
    """Of all its people; any thread may count."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._seconds: dict[str, list[float]] = defaultdict(list)
        self.refused: Counter[str] = Counter()
        self.failed: Counter[str] = Counter()
        self.became: Counter[str] = Counter()
        """How many orders ended in each state."""

    @property
    def calls(self) -> int:
        """How many were answered."""
        return sum(map(len, self._seconds.values()))

    def answered(self, operation: str, status: int, seconds: float) -> None:
        """A call was."""
        with self._lock:
            self._seconds[operation].append(seconds)
            if status >= 400:
                self.refused[f"{status} {operation}"] += 1

    def count(self, counter: Counter[str], what: str) -> None:
        """One more of these."""
        with self._lock:
            counter[what] += 1

    def lines(self) -> Iterator[str]:
        """The table, the slowest operation first; milliseconds."""
        yield f"{'':<52}{'calls':>7}" + "".join(f"{f'p{share}':>8}" for share in PERCENTILES) + "   ms"
        table = {name: sorted(taken) for name, taken in self._seconds.items()}
        for name, taken in sorted(table.items(), key=lambda row: -percentile(row[1], 95)):
            shares = "".join(f"{percentile(taken, share) * 1000:>8.0f}" for share in PERCENTILES)
            yield f"{name:<52}{len(taken):>7}{shares}"
        for title, counter in (("orders", self.became), ("refused", self.refused), ("failed", self.failed)):
            told = ", ".join(f"{count} x {what}" for what, count in counter.most_common())
            yield f"{title}: {told or 'none'}"


def percentile(values: list[float], share: float) -> float:
    """Of sorted values the one that `share` percent are not above."""
    return values[min(len(values) - 1, int(len(values) * share / 100))]


class Measured(httpx.HTTPTransport):
    """Tells how long each answer took to begin."""

    def __init__(self, figures: Figures) -> None:
        super().__init__()
        self._figures = figures

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """As its parent does."""
        started = time.monotonic()
        answer = super().handle_request(request)
        operation = f"{request.method} {_NAMED.sub('/*', request.url.path)}"
        self._figures.answered(operation, answer.status_code, time.monotonic() - started)
        return answer
