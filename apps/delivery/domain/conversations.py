"""What courier and customer say to each other: who, from when until when, how much; and ready phrases."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from apps.delivery.domain.states import WITH_COURIER

MAX_MESSAGES = 60
"""Of one side, about one delivery."""
MAX_IN_A_MINUTE = 10
"""Of one side, about one delivery."""
OPEN_AFTER_END = timedelta(minutes=30)


class Side(StrEnum):
    """Who says something: whoever holds the order's link, or the courier."""

    CUSTOMER = "customer"
    COURIER = "courier"

    @property
    def other(self) -> "Side":
        return Side.COURIER if self is Side.CUSTOMER else Side.CUSTOMER


class Phrase(StrEnum):
    """A ready phrase, which each reads in their own language."""

    AT_THE_DOOR = "at_the_door"
    NOBODY_OPENS = "nobody_opens"
    MINUTES_LATE = "minutes_late"
    COMING = "coming"
    ONE_MOMENT = "one_moment"
    RING_AGAIN = "ring_again"


PHRASES: Mapping[Side, frozenset[Phrase]] = {
    Side.COURIER: frozenset({Phrase.AT_THE_DOOR, Phrase.NOBODY_OPENS, Phrase.MINUTES_LATE}),
    Side.CUSTOMER: frozenset({Phrase.COMING, Phrase.ONE_MOMENT, Phrase.RING_AGAIN}),
}


def is_open(status: str, finished_at: datetime | None, at: datetime) -> bool:
    """Whether courier and customer reach each other at `at`: from the assignment until half an hour after the end."""
    if finished_at is None:
        return status in WITH_COURIER
    return at < finished_at + OPEN_AFTER_END
