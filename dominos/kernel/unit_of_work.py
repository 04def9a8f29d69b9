"""The only place to write and to publish: one transaction of one app, with its messages."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol
from uuid import UUID

from django.db import transaction

from dominos.kernel.messaging.messages import Command, Envelope, Event, envelope_of


class Claim(Protocol):
    """What a request with an `Idempotency-Key` puts around its effect."""

    def enter(self, app: str) -> None:
        """Opens the request's transaction, once, and claims the key in it."""


@dataclass(slots=True)
class UnitOfWork:
    """One transaction of `app`; collects the messages to store with it."""

    app: str
    envelopes: list[Envelope] = field(default_factory=list)

    def add(self, message: Event | Command, subject: UUID, sequence: int) -> None:
        self.envelopes.append(envelope_of(message, producer=self.app, subject=subject, sequence=sequence))


_current: ContextVar[UnitOfWork | None] = ContextVar("unit_of_work", default=None)
current_claim: ContextVar[Claim | None] = ContextVar("claim", default=None)


def in_unit_of_work() -> bool:
    """Whether a unit of work is open in this context."""
    return _current.get() is not None


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
    claim = current_claim.get()
    if claim is not None and not interim:
        claim.enter(app)
    with transaction.atomic():
        token = _current.set(unit)
        try:
            yield unit
        finally:
            _current.reset(token)
        _store(unit)


def publish(event: Event, *, subject: UUID, sequence: int = 0) -> None:
    """Tells whoever subscribed that something happened to `subject`, once this unit of work commits."""
    _required().add(event, subject, sequence)


def send(command: Command, *, subject: UUID, sequence: int = 0) -> None:
    """Asks the command's one receiver to act on `subject`, once this unit of work commits."""
    _required().add(command, subject, sequence)


def _required() -> UnitOfWork:
    unit = _current.get()
    if unit is None:
        raise RuntimeError("messages are published inside a unit of work only")
    return unit


def _store(unit: UnitOfWork) -> None:
    if not unit.envelopes:
        return
    from dominos.kernel.messaging import outbox

    letters = outbox.store(unit.app, unit.envelopes)
    transaction.on_commit(partial(outbox.dispatch, letters), robust=True)
