"""What an attempt to send comes to, and when the next one is."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from http import HTTPStatus

from dominos.kernel.resilience.backoff import Backoff

GIVEN_UP_AFTER = timedelta(days=1)
"""So long is it tried; then it is a dead letter."""
WAITS = Backoff(first=timedelta(seconds=5), longest=timedelta(hours=1))
MAX_TRIES = 100
"""Attempts of a delivery: it is sent again as often as its partner likes."""
SECONDS = 10.0
"""For one exchange, whatever it waits for."""


class DeliveryState(StrEnum):
    """What became of an event for a webhook."""

    PENDING = "PENDING"
    DELIVERED = "DELIVERED"
    DEAD = "DEAD"


@dataclass(frozen=True, slots=True)
class Result:
    """The status that was answered, None where nobody answered, and then why; how long it took."""

    status: int | None
    error: str = ""
    milliseconds: int = 0

    @property
    def is_taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300

    @property
    def is_gone(self) -> bool:
        """Whether the receiver says that it wants nothing more."""
        return self.status == HTTPStatus.GONE

    @property
    def is_receivers(self) -> bool:
        """Whether the receiver takes nothing now, and not this event alone is refused."""
        return self.status is None or self.status >= 500 or self.status in _BUSY


_BUSY = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS})
