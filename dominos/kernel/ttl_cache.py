"""What this process read a moment ago, so that it need not ask the database again at once."""

from collections.abc import Callable
from typing import Any

from dominos.kernel import clock

MAX_KEYS = 10_000
_caches: list["TtlCache[Any, Any]"] = []


class TtlCache[K, V]:
    """Values by key, each believed for so many seconds, `MAX_KEYS` of them. Not to be filled inside a transaction."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._kept: dict[K, tuple[float, V]] = {}
        _caches.append(self)

    def get(self, key: K) -> V | None:
        """The value, if it was read recently enough."""
        seen_at, value = self._kept.get(key, (0.0, None))
        return value if 0 <= clock.seconds() - seen_at < self.seconds else None

    def get_or_read(self, key: K, read: Callable[[], V]) -> V:
        """The value, read now if it is not known. What `read` raises is not remembered."""
        known = self.get(key)
        if known is not None:
            return known
        seen_at = clock.seconds()
        value = read()
        self.set(key, value, seen_at)
        return value

    def set(self, key: K, value: V, seen_at: float | None = None) -> None:
        """Remembers what was read at `seen_at` (`clock.seconds()`); now if not given."""
        if len(self._kept) >= MAX_KEYS:
            self._kept.clear()
        self._kept[key] = (clock.seconds() if seen_at is None else seen_at), value

    def discard(self, key: K) -> None:
        """Makes the next question about the key ask the database."""
        self._kept.pop(key, None)

    def clear(self) -> None:
        """Forgets all."""
        self._kept.clear()


def clear_all() -> None:
    """Leaves this process as if it had just started."""
    for cache in _caches:
        cache.clear()
