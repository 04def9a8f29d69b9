"""What goes out to one address, and the port that every channel's providers fulfil."""

import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol
from uuid import UUID

MAX_ATTEMPTS = 10
"""After so many attempts what goes out is given up."""


@dataclass(frozen=True, slots=True)
class Posting:
    """Something to be told to one address: a mailbox, a telephone number (E.164), a browser's subscription.

    `id` is the same for each attempt. `link` is what to look at, `unsubscribe` where one click ends such news, "" for
    what cannot be refused. `seconds` is how long it makes sense, 0: always. `picture` is the address of a map, or "".
    """

    id: UUID
    kind: str
    address: str
    title: str
    text: str
    link: str = ""
    locale: str = "en"
    is_urgent: bool = False
    seconds: int = 0
    unsubscribe: str = ""
    picture: str = ""


class Outcome(StrEnum):
    """How it ended: sent; not needed any more; refused by the provider or given up; nobody has the address; or it
    was sent as much as it may be in a day.
    """

    SENT = "sent"
    SUPERSEDED = "superseded"
    TOO_LATE = "too_late"
    FAILED = "failed"
    GONE = "gone"
    TOO_MANY = "too_many"


class NotTaken(Exception):
    """The provider will never take this; trying again is no use."""


class AddressGone(NotTaken):
    """Nobody has this address any more."""


type Send = Callable[[Posting], None]


class Provider(Protocol):
    """Brings postings of one channel to their addresses."""

    @property
    def name(self) -> str:
        """What it is called in logs."""

    def opened(self) -> AbstractContextManager[Send]:
        """A connection: `send(posting)` returns once the provider has taken it.

        AddressGone, NotTaken; any other exception means that it may be tried again. A posting that is sent twice
        carries the same id, by which whoever gets it can tell.
        """


def id_of(fact: UUID, *of: str) -> UUID:
    """The id of what is told of a fact, by kind, channel and address: the same whenever it is computed.

    Its first half is the fact's, so that ids are in the order of the facts.
    """
    digest = hashlib.sha256("\0".join((str(fact), *of)).encode()).digest()
    return UUID(bytes=fact.bytes[:8] + bytes([digest[0] & 0x3F | 0x80]) + digest[1:8])
