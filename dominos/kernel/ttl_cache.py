"""What this process read a moment ago, so that it need not ask the database again at once."""

from typing import Any

from dominos.kernel import clock

_caches: list["TtlCache[Any, Any]"] = []


class TtlCache[K, V]:
    """Values by key, each believed for so many seconds. Not to be filled inside a transaction."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._kept: dict[K, tuple[float, V]] = {}
        _caches.append(self)

    def get(self, key: K) -> V | None:
        """The value, if it was read recently enough."""
        seen_at, value = self._kept.get(key, (0.0, None))
        return value if 0 <= clock.seconds() - seen_at < self.seconds else None

    def set(self, key: K, value: V, seen_at: float | None = None) -> None:
        """Remembers what was read at `seen_at` (`clock.seconds()`); now if not given."""
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
