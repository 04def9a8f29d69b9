"""Masked calls: courier and customer dial a number of ours, and neither learns the other's. Port and limits."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from dominos.kernel.telephone_signing import Sent

MAX_CALLS = 20
"""Of one side, about one delivery."""
MAX_CALLS_IN_A_MINUTE = 4
"""Of one side, about one delivery."""
MAX_CALL_ID = 64
RING_SECONDS, TALK_SECONDS = 30, 600
"""How long it rings at most, and how long they speak."""
REFUSED_AGAIN_AFTER = 20
"""Seconds after which a caller who was told why they are not connected is told again; meanwhile they hear "busy"."""


class CallOutcome(StrEnum):
    """How a call ended; `CANCELLED`: its caller hung up before anybody could answer."""

    ANSWERED = "answered"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    FAILED = "failed"
    CANCELLED = "cancelled"


ATTEMPTS = frozenset(CallOutcome) - {CallOutcome.CANCELLED}
"""What counts as an attempt to reach the customer, at the door."""


@dataclass(frozen=True, slots=True)
class IncomingCall:
    """Somebody dials a number of the pool; `caller` is "" where it is withheld. Numbers are E.164."""

    id: str
    number: str
    caller: str


@dataclass(frozen=True, slots=True)
class EndedCall:
    """How the call ended that was put through, and how many seconds they spoke."""

    id: str
    outcome: CallOutcome
    seconds: int


@dataclass(frozen=True, slots=True)
class Reply:
    """What an exchange is answered: a document in its own language."""

    content_type: str
    body: str


class Exchange(Protocol):
    """A telephone exchange with numbers of ours. It asks us what to do with each call to them.

    A session is nothing that it knows: whom a caller reaches follows from the number they dial and from theirs, so
    that opening and closing one asks nobody.
    """

    @property
    def name(self) -> str:
        """Its name in the address that it posts to."""

    @property
    def header(self) -> str:
        """The header of a report's signature."""

    def is_signed(self, sent: Sent) -> bool:
        """Whether the exchange posted this."""

    def read(self, fields: Mapping[str, str]) -> IncomingCall | EndedCall | None:
        """What a report says; None for what is nothing to us."""

    def connect(self, number: str, shown: str, events: str) -> Reply:
        """Puts the call through to `number`, where it shows as from `shown`; how it ended goes to the URL `events`."""

    def refuse(self, text: str, language: str) -> Reply:
        """Says the text and ends the call."""

    def reject(self) -> Reply:
        """Ends the call as busy, unanswered: it costs nobody anything."""


def free_number(pool: tuple[str, ...], taken: frozenset[str]) -> str | None:
    """The first number of the pool by which neither side reaches somebody else."""
    return next((number for number in pool if number not in taken), None)
