"""The result of an attempt to send, and the time of the next one."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from http import HTTPStatus

from dominos.kernel.resilience.backoff import Backoff

GIVEN_UP_AFTER = timedelta(days=1)
"""How long sending is retried before it becomes a dead letter."""
WAITS = Backoff(first=timedelta(seconds=5), longest=timedelta(hours=1))
MAX_TRIES = 100
"""Attempts of a delivery, including those that its partner requests."""
SECONDS = 10.0
"""The time-out of one exchange in total."""


class DeliveryState(StrEnum):
    """The state of an event for a webhook."""

    PENDING = "PENDING"
    DELIVERED = "DELIVERED"
    DEAD = "DEAD"


@dataclass(frozen=True, slots=True)
class Result:
    """The response's status, None without a response, and then the reason; and the duration."""

    status: int | None
    error: str = ""
    milliseconds: int = 0

    @property
    def is_taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300

    @property
    def is_gone(self) -> bool:
        """Whether the receiver wants no more events (410)."""
        return self.status == HTTPStatus.GONE

    @property
    def is_receivers(self) -> bool:
        """Whether the receiver accepts nothing now, rather than refusing this event only."""
        return self.status is None or self.status >= 500 or self.status in _BUSY


_BUSY = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS})
