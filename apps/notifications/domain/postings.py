"""Messages to one address, and the port of every channel's providers."""

import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol
from uuid import UUID

MAX_ATTEMPTS = 10
"""Attempts after which sending is given up."""


@dataclass(frozen=True, slots=True)
class Posting:
    """A message to one address: a mailbox, a telephone number (E.164), or a browser's push subscription.

    `id` is the same for each attempt. `link` is its target, `unsubscribe` the one-click unsubscribe URL, ""
    for what cannot be refused. `seconds` is how long it is useful, 0: always. `picture` is the URL of a map,
    or "".
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
    """The result: sent; no longer needed; refused by the provider or given up; address does not exist; or
    daily limit reached.
    """

    SENT = "sent"
    SUPERSEDED = "superseded"
    TOO_LATE = "too_late"
    FAILED = "failed"
    GONE = "gone"
    TOO_MANY = "too_many"


class NotTaken(Exception):
    """The provider will never accept this; retrying is useless."""


class AddressGone(NotTaken):
    """The address does not exist any more."""


type Send = Callable[[Posting], None]


class Provider(Protocol):
    """Delivers postings of one channel."""

    @property
    def name(self) -> str:
        """Its name in logs."""

    def opened(self) -> AbstractContextManager[Send]:
        """A connection: `send(posting)` returns once the provider has accepted it.

        Raises AddressGone, NotTaken; any other exception means that it may be retried. A posting that is sent
        twice has the same id, by which the recipient can tell.
        """


def id_of(fact: UUID, *of: str) -> UUID:
    """A deterministic id of a notification about a fact, by kind, channel and address.

    Its first half is the fact's, so that ids sort in the order of the facts.
    """
    digest = hashlib.sha256("\0".join((str(fact), *of)).encode()).digest()
    return UUID(bytes=fact.bytes[:8] + bytes([digest[0] & 0x3F | 0x80]) + digest[1:8])
