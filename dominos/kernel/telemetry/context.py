"""What ties together everything one request causes: ids that travel through calls, messages, tasks and logs."""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID

from dominos.kernel.ids import new_id

REQUEST_ID = "X-Request-ID"
TRACEPARENT = "traceparent"
_TRACEPARENT = re.compile(r"00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")


@dataclass(frozen=True, slots=True)
class Trace:
    """`correlation_id` is the first request's; `causation_id` the message being handled, if one is.

    A trace `begins` here where no caller sent one: its `traceparent` then names a parent that nobody reports.
    """

    correlation_id: UUID
    traceparent: str
    causation_id: UUID | None = None
    begins: bool = False


_trace: ContextVar[Trace | None] = ContextVar("trace", default=None)


def new_trace(request_id: str = "", traceparent: str = "") -> Trace:
    """A trace that goes on from what the caller sent, when that is well formed."""
    try:
        correlation_id = UUID(request_id)
    except ValueError:
        correlation_id = new_id()
    if _TRACEPARENT.fullmatch(traceparent):
        return Trace(correlation_id, traceparent)
    return Trace(correlation_id, f"00-{correlation_id.hex}-{secrets.token_hex(8)}-01", begins=True)


def current_trace() -> Trace:
    """The trace of the work at hand; a new one where nothing started it."""
    return trace_at_hand() or new_trace()


@contextmanager
def traced(trace: Trace) -> Iterator[None]:
    """Runs the block as part of `trace`; log lines carry its ids."""
    token = _trace.set(trace)
    try:
        yield
    finally:
        _trace.reset(token)


def trace_at_hand() -> Trace | None:
    """The trace of the work at hand, where something started it."""
    return _trace.get()


def outgoing_headers() -> dict[str, str]:
    """The headers that let a called process go on with this trace."""
    trace = current_trace()
    return {REQUEST_ID: str(trace.correlation_id), TRACEPARENT: trace.traceparent}
