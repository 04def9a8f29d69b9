"""The same thing from several sides at once, for tests of races."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connections


def at_once(count: int, call: Callable[[int], Any]) -> list[Any]:
    """Calls `call(0..count-1)` at the same moment, each in a thread with connections of its own; gives the answers."""
    start = Barrier(count)

    def one(index: int) -> Any:
        try:
            start.wait()
            return call(index)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))
