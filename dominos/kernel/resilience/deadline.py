"""Until when the request of this context has to be answered, and what is done to whoever goes on after that.

Everything a request waits for asks how long it may still wait: calls out by `seconds_left`, statements by
the database's wrapper. A watch in each process then cuts what began in time and does not end.
"""

import os
import socket
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

import structlog

log = structlog.get_logger(__name__)
TICK_SECONDS = 0.5
CANCEL_SECONDS = 1.0
CUT_AFTER = 2.0
"""Seconds a server has to end a cancelled statement, before its connection is taken from the request."""
END_AFTER = 15.0
"""Seconds after which a request that still computes is ended with its process."""

MIN_CALL = 0.01
"""Seconds: to libraries, no time at all means something else."""


@dataclass(eq=False, slots=True)
class Deadline:
    """The end of one request, by `time.monotonic`, and the connection its statements run on."""

    until: float
    thread: int = field(default_factory=threading.get_ident)
    connection: Any = None
    was_cut: bool = False
    is_over: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def has_passed(self) -> bool:
        return time.monotonic() >= self.until

    def overdue(self, seconds: float, end: Callable[[], None]) -> None:
        """What the watch does to a request `seconds` after its end."""
        with self.lock:
            if self.is_over:
                return
            if self.connection is not None:
                self.was_cut = True
                if seconds < CUT_AFTER:
                    _cancel(self.connection)
                else:
                    _cut(self.connection)
        if seconds >= END_AFTER:
            frame = sys._current_frames().get(self.thread)
            log.critical("a request does not end", stack="".join(traceback.format_stack(frame)))
            end()


_current: ContextVar[Deadline | None] = ContextVar("deadline", default=None)


def current() -> Deadline | None:
    """That of the request of this context, if it is one."""
    return _current.get()


def seconds_left(most: float) -> float:
    """How long a call out may take: what the request has left, `most` at most; 0 when its end has come."""
    deadline = _current.get()
    return most if deadline is None else max(0.0, min(deadline.until - time.monotonic(), most))


def time_for_call(most: float, *, keep: float = 0) -> float:
    """The time-out of a call out: what the request has left but for `keep`, at most `most`, and never quite nothing."""
    return max(MIN_CALL, seconds_left(most + keep) - keep)


@contextmanager
def within(seconds: float) -> Iterator[Deadline]:
    """Inside, everything has to end in this time."""
    deadline = Deadline(time.monotonic() + seconds)
    token = _current.set(deadline)
    try:
        yield deadline
    finally:
        _current.reset(token)


def shorten(seconds: float) -> None:
    """Has the request of this context end sooner, if it would not anyway."""
    if deadline := _current.get():
        deadline.until = min(deadline.until, time.monotonic() + seconds)


def _end() -> None:
    os._exit(os.EX_SOFTWARE)


class Watch:
    """Looks twice a second at the requests of this process, while there are any."""

    def __init__(self, end: Callable[[], None] = _end) -> None:
        self._end = end
        self.begin_anew()

    def begin_anew(self) -> None:
        """Knows no request: a thread does not survive a fork, and neither do the requests of who forked."""
        self._running: set[Deadline] = set()
        self._wanted = threading.Event()
        self._is_idle = True
        self._thread: threading.Thread | None = None

    @contextmanager
    def over(self, deadline: Deadline) -> Iterator[None]:
        """Looks after a request inside; nobody touches its connection afterwards."""
        self._running.add(deadline)
        if self._is_idle:
            self._begin()
        try:
            yield
        finally:
            with deadline.lock:
                deadline.is_over = True
            self._running.discard(deadline)

    def look(self, now: float) -> None:
        """Once, at everybody; `now` by `time.monotonic`."""
        for deadline in tuple(self._running):
            if (seconds := now - deadline.until) >= 0:
                deadline.overdue(seconds, self._end)

    def _begin(self) -> None:
        self._is_idle = False
        self._wanted.set()
        if self._thread is None:
            self._thread = threading.Thread(target=self._watch, name="deadlines", daemon=True)
            self._thread.start()

    def _watch(self) -> None:
        while True:
            if not self._running:
                self._wanted.clear()
                self._is_idle = True
                if not self._running:
                    self._wanted.wait()
                self._is_idle = False
            time.sleep(TICK_SECONDS)
            try:
                self.look(time.monotonic())
            except Exception:
                log.exception("the watch over requests failed")


watch = Watch()
os.register_at_fork(after_in_child=watch.begin_anew)


def _cancel(connection: Any) -> None:
    """Asks PostgreSQL to end the statement that runs, from another thread; a server that stands still does not hear."""
    with suppress(Exception):
        connection.cancel_safe(timeout=CANCEL_SECONDS)


def _cut(connection: Any) -> None:
    """Ends the connection under the thread that waits on it."""
    with suppress(Exception), socket.socket(fileno=os.dup(connection.pgconn.socket)) as line:
        line.shutdown(socket.SHUT_RDWR)
