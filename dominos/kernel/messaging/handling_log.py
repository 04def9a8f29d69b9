"""Logs one line for each handled message, whichever apps received it."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

from dominos.kernel.messaging.messages import Envelope
from dominos.kernel.telemetry.logging import write_line

_noted: ContextVar[dict[UUID, tuple[Envelope, list[str]]] | None] = ContextVar("noted", default=None)


@contextmanager
def noted_together() -> Iterator[None]:
    """Collects within the block which apps have handled a message, and logs it at the end."""
    noted: dict[UUID, tuple[Envelope, list[str]]] = {}
    token = _noted.set(noted)
    try:
        yield
    finally:
        _noted.reset(token)
        for envelope, apps in noted.values():
            _tell(envelope, apps)


def note(app: str, envelopes: Iterable[Envelope]) -> None:
    """Records that the app has handled these messages."""
    noted = _noted.get()
    for envelope in envelopes:
        if noted is None:
            _tell(envelope, [app])
        else:
            noted.setdefault(envelope.id, (envelope, []))[1].append(app)


def _tell(envelope: Envelope, apps: Sequence[str]) -> None:
    what = {
        "apps": apps,
        "type": envelope.type,
        "message": str(envelope.id),
        "subject": str(envelope.subject),
    }
    write_line("message handled", "dominos.messages", {**what, "request_id": str(envelope.correlation_id)})
