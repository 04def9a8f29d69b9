"""The only place to write and to publish: one transaction of one app, with its messages."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from django.db import transaction

from dominos.kernel.postgres.cursors import settle
from dominos.kernel.telemetry.context import Trace, current_trace

if TYPE_CHECKING:
    from dominos.kernel.messaging.messages import Command, Event


class Claim(Protocol):
    """What a request with an `Idempotency-Key` puts around its effect."""

    def enter(self, app: str) -> bool:
        """Opens the request's transaction, which claims the key at its end, once; whether it was now."""

    def leave(self) -> None:
        """Undoes the request's transaction, so that the next unit of work opens another one."""

    def look(self, app: str) -> None:
        """Makes sure that nobody has claimed the key, before work that does not wait for the request's transaction."""

    def if_undone(self, call: Callable[[], None]) -> None:
        """Has it called if the request's transaction is undone, for what lies outside it."""


@dataclass(frozen=True, slots=True)
class Published:
    """A message, what it is about, and the trace it is part of."""

    message: "Event | Command"
    subject: UUID
    sequence: int
    trace: Trace


type Outbox = Callable[[str, Sequence[Published]], None]


@dataclass(slots=True)
class UnitOfWork:
    """One transaction of `app`; collects the messages to store with it."""

    app: str
    published: list[Published] = field(default_factory=list)


_outboxes: list[Outbox] = []


def stores_messages(outbox: Outbox) -> Outbox:
    """Names what stores the messages of a unit of work at its end, inside its transaction."""
    _outboxes[:] = [outbox]
    return outbox


_current: ContextVar[UnitOfWork | None] = ContextVar("unit_of_work", default=None)
current_claim: ContextVar[Claim | None] = ContextVar("claim", default=None)
tasks_to_others: ContextVar[bool] = ContextVar("tasks_to_others", default=False)
"""Whether tasks that are started after commits are left to other workers, because nobody here may wait for them."""


def in_unit_of_work() -> bool:
    """Whether a unit of work is open in this context."""
    return _current.get() is not None


def app_in_work() -> str | None:
    """The app whose unit of work is open in this context."""
    unit = _current.get()
    return unit.app if unit else None


@contextmanager
def outside_request() -> Iterator[None]:
    """Inside, units of work commit by themselves: what another app does for a request is not that request's effect."""
    token = current_claim.set(None)
    try:
        yield
    finally:
        current_claim.reset(token)


@contextmanager
def unit_of_work(app: str, *, interim: bool = False) -> Iterator[UnitOfWork]:
    """A transaction of `app`; messages published inside are stored with it and dispatched after it.

    One of the same app inside another joins it. `interim` marks work that is idempotent by itself and
    must be durable before the request's answer is known (the intent to call a payment provider).
    """
    outer = _current.get()
    if outer is not None:
        if outer.app != app:
            raise RuntimeError(f"a unit of work of {app} inside one of {outer.app}: send a message instead")
        yield outer
        return
    unit = UnitOfWork(app)
    with _transaction(app, interim=interim):
        token = _current.set(unit)
        try:
            yield unit
            settle()
        finally:
            _current.reset(token)
        if unit.published:
            _outboxes[0](app, unit.published)


@contextmanager
def _transaction(app: str, *, interim: bool) -> Iterator[None]:
    """A transaction, or a part of the request's that is undone alone where it fails."""
    claim = current_claim.get()
    if claim is None or interim:
        if claim is not None:
            claim.look(app)
        with transaction.atomic():
            yield
    elif claim.enter(app):
        try:
            yield
        except BaseException:
            claim.leave()
            raise
    else:
        with transaction.atomic():
            yield


def publish(event: "Event", *, subject: UUID, sequence: int = 0) -> None:
    """Tells whoever subscribed that something happened to `subject`, once this unit of work commits."""
    _required().published.append(Published(event, subject, sequence, current_trace()))


def send(command: "Command", *, subject: UUID, sequence: int = 0) -> None:
    """Asks the command's one receiver to act on `subject`, once this unit of work commits."""
    _required().published.append(Published(command, subject, sequence, current_trace()))


def _required() -> UnitOfWork:
    unit = _current.get()
    if unit is None:
        raise RuntimeError("messages are published inside a unit of work only")
    return unit
