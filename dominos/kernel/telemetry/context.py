"""Trace context: the ids that connect everything caused by one request, through calls, messages, tasks and logs."""

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
    """`correlation_id` is that of the first request; `causation_id` is the message being handled, if any.

    If `begins` is set, no caller sent a trace, and the parent named in `traceparent` is reported by nobody.
    """

    correlation_id: UUID
    traceparent: str
    causation_id: UUID | None = None
    begins: bool = False


_trace: ContextVar[Trace | None] = ContextVar("trace", default=None)


def new_trace(request_id: str = "", traceparent: str = "") -> Trace:
    """A trace that continues the caller's, if its header is well-formed."""
    try:
        correlation_id = UUID(request_id)
    except ValueError:
        correlation_id = new_id()
    if _TRACEPARENT.fullmatch(traceparent):
        return Trace(correlation_id, traceparent)
    return Trace(correlation_id, f"00-{correlation_id.hex}-{secrets.token_hex(8)}-01", begins=True)


def current_trace() -> Trace:
    """The current trace; a new one if there is none."""
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
    """The current trace, or None."""
    return _trace.get()


def outgoing_headers() -> dict[str, str]:
    """The headers that continue this trace in a called process."""
    trace = current_trace()
    return {REQUEST_ID: str(trace.correlation_id), TRACEPARENT: trace.traceparent}
