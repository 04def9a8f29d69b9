"""Blocking work of websockets, off the event loop: a few threads, and so much that may wait for them."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from channels.db import DatabaseSyncToAsync

from dominos.kernel.errors import Unavailable


class Busy(Unavailable):
    """More waits for the lane's threads than may."""


class Lane:
    """Threads of its own for one kind of caller, so that nobody's work waits behind a stranger's.

    Each thread keeps one database connection.
    """

    def __init__(self, name: str, threads: int, most: int) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._most = most
        self.under_way = 0

    async def run[**P, T](self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `work` returns or raises. Busy, when `most` pieces of work are under way or wait."""
        if self.under_way >= self._most:
            raise Busy
        self.under_way += 1
        try:
            given: T = await DatabaseSyncToAsync(work, executor=self._threads, thread_sensitive=False)(
                *args, **kwargs
            )
        finally:
            self.under_way -= 1
        return given


# A socket has one piece of work at a time, so what waits is bounded by the open sockets, too.
signed_in = Lane("signed-in", threads=4, most=4_000)
anybody = Lane("anybody", threads=2, most=4_000)
