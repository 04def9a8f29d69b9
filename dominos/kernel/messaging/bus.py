"""In-process signals: each message type owns one, and `@on` connects an app's handler to it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.dispatch import Signal

from dominos.kernel.messaging.messages import Command, Envelope, Message, command_receiver
from dominos.kernel.messaging.topology import app_of

type OfAll = Callable[[Sequence[Any]], Sequence[Any]]
"""Gives something for each of several messages."""
_signals: dict[type[Message], Signal] = {}
_handlers: list["Handler"] = []


def signal_of(message_type: type[Message]) -> Signal:
    """The signal of a message type; receivers of the `app` `handle` the message of the envelope."""
    return _signals.setdefault(message_type, Signal())


@dataclass(eq=False)
class Handler:
    """An app's handler of one message type."""

    app: str
    name: str
    message_type: type[Message]
    function: Callable[..., None]
    ask: Callable[..., Any] | None = None
    ask_all: OfAll | None = None
    take_all: OfAll | None = None

    def __post_init__(self) -> None:
        self.__qualname__ = self.name  # as Django's signals call a receiver in their logs

    def __call__(
        self,
        *,
        app: str,
        message: Message,
        envelope: Envelope,
        handle: Callable[["Handler", Message, Envelope], None],
        **_: Any,
    ) -> None:
        if app == self.app:
            handle(self, message, envelope)


def on[M: Message](
    message_type: type[M],
    *,
    ask: Callable[[M], Any] | None = None,
    ask_all: Callable[[Sequence[M]], Sequence[Any]] | None = None,
    take_all: Callable[[Sequence[M]], Sequence[Any]] | None = None,
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Connects a handler of the app that contains this module.

    The handler runs in a unit of work of its app, exactly once per message. Calls to other apps are made
    before it by `ask(message)`; the handler gets the result as its second argument. `ask_all` is asked about
    messages that are handled together, and gives an answer for each. So does `take_all`, inside the unit of work: what
    the handler changes, locked. It is not given messages of one subject at once: each changes what the next one takes.
    """

    def connect(function: Callable[..., None]) -> Callable[..., None]:
        app = app_of(function.__module__)
        name = f"{function.__module__}.{function.__qualname__}"
        handler = Handler(app, name, message_type, function, ask, ask_all, take_all)
        _handlers.append(handler)
        signal_of(message_type).connect(handler, weak=False, dispatch_uid=(handler.name, message_type))
        return function

    return connect


def handlers() -> list[Handler]:
    """All handlers connected in this process."""
    return list(_handlers)


def subscribed(app: str) -> set[type[Message]]:
    """The message types that the app's handlers listen to, except its own commands."""
    return {h.message_type for h in _handlers if h.app == app and not _is_own_command(h)}


def _is_own_command(handler: Handler) -> bool:
    kind = handler.message_type
    return issubclass(kind, Command) and command_receiver(kind.type) == handler.app
