"""Messages and their envelopes. Independent of Django, so that contracts can be imported anywhere."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, dataclass_transform
from uuid import UUID

from pydantic import TypeAdapter

from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.telemetry.context import Trace, current_trace


class Message:
    """A fact or a request that is sent between apps. Declare with `@message("<app>.<name>")`."""

    __slots__ = ()
    type: ClassVar[str]
    version: ClassVar[int]
    personal: ClassVar[tuple[str, ...]]
    """Fields with personal data, which `blanks` removes once everybody has received the message."""


class Event(Message):
    """Something happened; the first part of `type` is the producer. Named in the past tense."""

    __slots__ = ()


class Command(Message):
    """A request; the first part of `type` is its only receiver. Named in the imperative."""

    __slots__ = ()


_registry: dict[tuple[str, int], type[Message]] = {}


@dataclass_transform(frozen_default=True, kw_only_default=True)
def message[M: Message](
    type: str, *, version: int = 1, personal: tuple[str, ...] = ()
) -> Callable[[type[M]], type[M]]:
    """Makes the class a frozen, slotted, keyword-only dataclass registered by `type` and `version`."""

    def declare(cls: Any) -> Any:
        if taken := {"type", "version", "personal"} & set(cls.__annotations__):
            raise TypeError(f"{cls.__name__}: a message's own {', '.join(sorted(taken))} cannot be a field")
        declared = dataclass(frozen=True, slots=True, kw_only=True)(cls)
        declared.type, declared.version, declared.personal = type, version, personal
        _registry[type, version] = declared
        return declared

    return declare


def known_messages() -> dict[tuple[str, int], type[Message]]:
    """Every message type declared by the contracts imported so far, by type and version."""
    return dict(_registry)


_adapters: dict[type[Message], TypeAdapter[Any]] = {}


def _adapter(cls: type[Message]) -> TypeAdapter[Any]:
    if cls not in _adapters:
        _adapters[cls] = TypeAdapter(cls)
    return _adapters[cls]


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """A message with its metadata. `sequence` counts the changes of `subject`; 0 if order does not matter."""

    id: UUID
    type: str
    version: int
    producer: str
    subject: UUID
    sequence: int
    occurred_at: datetime
    correlation_id: UUID
    causation_id: UUID | None
    traceparent: str
    data: dict[str, Any]

    def open(self) -> Message:
        """The typed message. LookupError if no contract declares it."""
        try:
            cls = _registry[self.type, self.version]
        except KeyError:
            raise LookupError(f"no contract declares {self.type} version {self.version}") from None
        opened: Message = _adapter(cls).validate_python(self.data)
        return opened

    def to_wire(self) -> dict[str, Any]:
        """The envelope as JSON values."""
        wire: dict[str, Any] = _envelope_adapter.dump_python(self, mode="json")
        return wire

    @staticmethod
    def from_wire(data: dict[str, Any]) -> "Envelope":
        """The reverse of `to_wire`."""
        return _envelope_adapter.validate_python(data)


_envelope_adapter = TypeAdapter(Envelope)


def envelope_of(
    message: Message, *, producer: str, subject: UUID, sequence: int, trace: Trace | None = None
) -> Envelope:
    """Wraps a message, as part of the trace: the current one if not given."""
    trace = trace or current_trace()
    return Envelope(
        id=new_id(),
        type=message.type,
        version=message.version,
        producer=producer,
        subject=subject,
        sequence=sequence,
        occurred_at=now(),
        correlation_id=trace.correlation_id,
        causation_id=trace.causation_id,
        traceparent=trace.traceparent,
        data=_adapter(type(message)).dump_python(message, mode="json"),
    )


def command_receiver(type: str) -> str:
    """The app that receives the command of this type."""
    return type.split(".", 1)[0]
