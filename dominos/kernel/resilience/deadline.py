"""The deadline of the current request, and its enforcement.

Everything a request waits for has the remaining time as its time-out: outgoing calls by `seconds_left`, statements by
the database's wrapper. A watchdog in each process cancels whatever still runs after the deadline.
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
"""Seconds between cancelling a statement and closing the request's connection."""
END_AFTER = 15.0
"""Seconds after which the process of a request that still computes is ended."""

MIN_CALL = 0.01
"""Seconds: libraries take a time-out of 0 for none."""


@dataclass(eq=False, slots=True)
class Deadline:
    """The deadline of one request, by `time.monotonic`, and the connection of its statements."""

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
        """The watchdog's action on a request `seconds` after its deadline."""
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
    """The deadline of the current request, if there is one."""
    return _current.get()


def seconds_left(most: float) -> float:
    """The time-out of an outgoing call: the remaining time, at most `most`; 0 after the deadline."""
    deadline = _current.get()
    return most if deadline is None else max(0.0, min(deadline.until - time.monotonic(), most))


def time_for_call(most: float, *, keep: float = 0) -> float:
    """The time-out of an outgoing call: the remaining time minus `keep`, at most `most`, always above 0."""
    return max(MIN_CALL, seconds_left(most + keep) - keep)


@contextmanager
def within(seconds: float) -> Iterator[Deadline]:
    """Sets a deadline for the block."""
    deadline = Deadline(time.monotonic() + seconds)
    token = _current.set(deadline)
    try:
        yield deadline
    finally:
        _current.reset(token)


def shorten(seconds: float) -> None:
    """Shortens the deadline of the current request."""
    if deadline := _current.get():
        deadline.until = min(deadline.until, time.monotonic() + seconds)


def _end() -> None:
    os._exit(os.EX_SOFTWARE)


class Watch:
    """Checks the process's requests twice a second, while there are any."""

    def __init__(self, end: Callable[[], None] = _end) -> None:
        self._end = end
        self.begin_anew()

    def begin_anew(self) -> None:
        """Resets the watchdog after a fork, which neither threads nor requests survive."""
        self._running: set[Deadline] = set()
        self._wanted = threading.Event()
        self._is_idle = True
        self._thread: threading.Thread | None = None

    @contextmanager
    def over(self, deadline: Deadline) -> Iterator[None]:
        """Watches a request within the block; its connection is not touched afterwards."""
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
        """Checks all requests once; `now` by `time.monotonic`."""
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
    """Cancels the running statement, from another thread; a frozen server does not react."""
    with suppress(Exception):
        connection.cancel_safe(timeout=CANCEL_SECONDS)


def _cut(connection: Any) -> None:
    """Closes the connection that the thread waits for."""
    with suppress(Exception), socket.socket(fileno=os.dup(connection.pgconn.socket)) as line:
        line.shutdown(socket.SHUT_RDWR)
