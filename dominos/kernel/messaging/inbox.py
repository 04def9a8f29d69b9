"""The receiver's side: each handler commits exactly once for each message."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from itertools import batched, chain
from typing import Any
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction

from dominos.kernel.messaging.bus import Handler, OfAll, signal_of
from dominos.kernel.messaging.dead_letters import keep_dead_letter
from dominos.kernel.messaging.deliveries import Delivery
from dominos.kernel.messaging.handling_log import note, noted_together
from dominos.kernel.messaging.messages import Envelope, Message
from dominos.kernel.messaging.receipts import Receipt, acknowledge_elsewhere, record_receipts
from dominos.kernel.messaging.topology import turn_of
from dominos.kernel.publishing import published_together
from dominos.kernel.telemetry.context import Trace, traced
from dominos.kernel.telemetry.spans import span
from dominos.kernel.unit_of_work import unit_of_work

log = structlog.get_logger(__name__)

HANDED_OUT_AT_ONCE = 25
"""Rows whose messages are handed out together, and wait for each other."""
_envelope: ContextVar[Envelope] = ContextVar("envelope")
_in_hand: ContextVar[list[Delivery] | None] = ContextVar("in_hand", default=None)
_opened: ContextVar[dict[UUID, Message] | None] = ContextVar("opened", default=None)
"""The messages being handled by id, shared by their receivers."""


def current_envelope() -> Envelope:
    """The envelope of the message being handled: its subject, sequence and time."""
    return _envelope.get()


class NotHandled(Exception):
    """A handler failed; the message has to be delivered again."""


def hand_out(deliveries: Sequence[Delivery]) -> None:
    """Runs the local receivers' handlers of the deliveries, and of what they publish meanwhile, until nothing
    is left.

    Each receiver handles everything it has at once; producers with most subscribers come first, so that
    receivers handle more together. Never raises: failed deliveries are sent again by their producer's relay.
    """
    if (in_hand := _in_hand.get()) is not None:
        in_hand.extend(deliveries)
        return
    in_hand = list(deliveries)
    token, opened = _in_hand.set(in_hand), _opened.set({})
    try:
        with noted_together():
            while in_hand:
                receiver = min({each.receiver for each in in_hand}, key=turn_of)
                batch = [each.envelope for each in in_hand if each.receiver == receiver]
                in_hand[:] = [each for each in in_hand if each.receiver != receiver]
                _hand_to(receiver, batch)
    finally:
        _in_hand.reset(token)
        _opened.reset(opened)


def work_on_each[T](rows: Iterable[T], work: Callable[[T], None]) -> None:
    """Does the work on each row in transactions of its own, and hands out the published messages together.

    An exception of the work skips the remaining rows.
    """
    for some in batched(rows, HANDED_OUT_AT_ONCE, strict=False):
        with _handed_out_together():
            for row in some:
                work(row)


@contextmanager
def _handed_out_together() -> Iterator[None]:
    """Inside, what is published here waits until the end, so that each receiver handles it in one transaction.

    What is pushed to sockets goes out in one packet.
    """
    if _in_hand.get() is not None:
        yield
        return
    waiting: list[Delivery] = []
    token = _in_hand.set(waiting)
    try:
        with published_together():
            yield
    finally:
        _in_hand.reset(token)
        hand_out(waiting)


def _hand_to(receiver: str, envelopes: Sequence[Envelope]) -> None:
    try:
        with published_together():
            receive(receiver, *envelopes)
    except Exception:
        log.exception("messages not handled", receiver=receiver, messages=len(envelopes))


def receive(app: str, *envelopes: Envelope) -> None:
    """Runs the app's handlers of the messages and acknowledges them, in one transaction if all succeed.

    Otherwise each handler runs in a transaction of its own. Raises NotHandled if one failed; failed messages
    are stored as dead letters until they succeed.
    """
    failures = _receive(app, envelopes)
    failed = {failure.envelope.id for failure in failures}
    handled = [envelope for envelope in envelopes if envelope.id not in failed]
    note(app, handled)
    acknowledge_elsewhere(app, handled)
    if failures:
        first = failures[0]
        what = f"{first.envelope.type} {first.envelope.id} in {app}"
        raise NotHandled(f"{what}: {first.error}") from first.error


@dataclass(frozen=True, slots=True)
class _Call:
    """A handler that has to handle a message."""

    handler: Handler
    message: Message
    envelope: Envelope

    @property
    def receipt(self) -> Receipt:
        return self.envelope.id, self.handler.name

    def ask(self) -> Any:
        """The result of the handler's `ask`."""
        assert self.handler.ask is not None
        with self._handling():
            return self.handler.ask(self.message)

    def run(self, answers: tuple[Any, ...]) -> None:
        """Runs the handler, inside a unit of work of its app, with what it asked for and took."""
        sent = self.envelope
        if self.handler.take_all is not None and not answers:
            answers = tuple(self.handler.take_all([self.message]))
        with (
            self._handling(),
            span(sent.type, "CONSUMER", handler=self.handler.name, subject=str(sent.subject)),
        ):
            self.handler.function(self.message, *answers)

    @contextmanager
    def _handling(self) -> Iterator[None]:
        sent, token = self.envelope, _envelope.set(self.envelope)
        try:
            with traced(Trace(sent.correlation_id, sent.traceparent, causation_id=sent.id)):
                yield
        finally:
            _envelope.reset(token)


type _Answers = dict[Receipt, tuple[Any]]
"""What handlers get besides their messages."""


@dataclass(frozen=True, slots=True)
class _Failure:
    """A message that some handler could not handle, or nobody could read."""

    envelope: Envelope
    error: Exception


def _receive(app: str, envelopes: Sequence[Envelope]) -> list[_Failure]:
    calls: list[tuple[Envelope, list[_Call]]] = []
    failures: list[_Failure] = []
    for envelope in {envelope.id: envelope for envelope in envelopes}.values():
        try:
            calls.append((envelope, _calls(app, envelope)))
        except Exception as error:
            failures.append(_Failure(envelope, error))
    every_call = [call for _, of_message in calls for call in of_message]
    try:
        _attempt(app, every_call, [envelope for envelope, _ in calls])
    except Exception as error:
        if len(every_call) == 1:
            return [*failures, _failed(every_call[0], error)]
        log.info("handled one by one", app=app, messages=len(calls), because=repr(error))
        return [*failures, *chain.from_iterable(_one_by_one(app, *each) for each in calls)]
    return failures


def _calls(app: str, envelope: Envelope) -> list[_Call]:
    """Who reacts to the message, in the app: those its signal finds."""
    calls: list[_Call] = []

    def found(handler: Handler, message: Message, envelope: Envelope) -> None:
        calls.append(_Call(handler, message, envelope))

    message = _open(envelope)
    signal_of(type(message)).send(type(message), app=app, message=message, envelope=envelope, handle=found)
    return calls


def _open(envelope: Envelope) -> Message:
    """The message, which nobody changes: read once, whoever it is for."""
    if (opened := _opened.get()) is None:
        return envelope.open()
    if envelope.id not in opened:
        opened[envelope.id] = envelope.open()
    return opened[envelope.id]


def _one_by_one(app: str, envelope: Envelope, calls: Sequence[_Call]) -> Iterator[_Failure]:
    """Each handler of a message in a transaction of its own; the last one acknowledges it if all have handled it."""
    failed = False
    for call in calls:
        is_last = call is calls[-1] and not failed
        try:
            _attempt(app, [call], [envelope] if is_last else [])
        except Exception as error:
            failed = True
            yield _failed(call, error)


def _failed(call: _Call, error: Exception) -> _Failure:
    keep_dead_letter(call.handler, call.envelope, error)
    return _Failure(call.envelope, error)


def _attempt(app: str, calls: Sequence[_Call], acknowledged: Sequence[Envelope]) -> None:
    """Handles in one transaction what has no receipt yet, and acknowledges the messages with it."""
    answers = _answers(calls)
    with unit_of_work(app):
        new = record_receipts(app, [call.receipt for call in calls], acknowledged)
        calls = [call for call in calls if call.receipt in new]
        answers |= _taken(calls)
        for call in calls:
            call.run(answers.get(call.receipt, ()))


def _answers(calls: Sequence[_Call]) -> _Answers:
    asking = [call for call in calls if call.handler.ask is not None]
    asking_together = [call for call in calls if call.handler.ask_all is not None]
    if not asking and not asking_together:
        return {}
    # What the questions read is one transaction, not one each; but none is held open while another process is asked.
    with nullcontext() if settings.SERVICE_URLS else transaction.atomic():
        answers = _of_all(asking_together, lambda handler: handler.ask_all)
        return answers | {call.receipt: (call.ask(),) for call in asking}


def _taken(calls: Sequence[_Call]) -> _Answers:
    """What handlers change, of the subjects that one message here is about."""
    messages = Counter(call.envelope.subject for call in calls)
    taking = [
        call for call in calls if call.handler.take_all is not None and messages[call.envelope.subject] == 1
    ]
    return _of_all(taking, lambda handler: handler.take_all)


def _of_all(calls: Sequence[_Call], question: Callable[[Handler], OfAll | None]) -> _Answers:
    """Asks each handler's question about all of its messages."""
    by_handler: dict[Handler, list[_Call]] = {}
    for call in calls:
        by_handler.setdefault(call.handler, []).append(call)
    answers: _Answers = {}
    for handler, its in by_handler.items():
        ask = question(handler)
        assert ask is not None
        found = ask([call.message for call in its])
        answers |= {call.receipt: (answer,) for call, answer in zip(its, found, strict=True)}
    return answers
