"""Thread pools for the blocking work of websockets, which must not block the event loop."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from channels.db import DatabaseSyncToAsync

from dominos.kernel.errors import Unavailable


class Busy(Unavailable):
    """The pool has too much pending work."""


class BlockingPool:
    """A bounded pool of threads for one kind of caller, so that signed-in callers never wait for anonymous ones.

    Each thread keeps one database connection.
    """

    def __init__(self, name: str, threads: int, max_pending: int) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._max_pending = max_pending
        self.under_way = 0

    async def run[**P, T](self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `work` returns or raises. Busy if `max_pending` calls are running or waiting."""
        if self.under_way >= self._max_pending:
            raise Busy
        self.under_way += 1
        try:
            given: T = await DatabaseSyncToAsync(work, executor=self._threads, thread_sensitive=False)(
                *args, **kwargs
            )
        finally:
            self.under_way -= 1
        return given


# A socket has at most one call pending, so the number of open sockets is another bound.
signed_in = BlockingPool("signed-in", threads=4, max_pending=4_000)
anybody = BlockingPool("anybody", threads=2, max_pending=4_000)
