"""When a zone is served: weekly windows in the store's own time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from apps.geo.domain.errors import BadZone
from apps.stores.contract.business_day import BusinessClock


@dataclass(frozen=True, slots=True)
class Window:
    """From `opens` to `closes` (on the next day if not later) on these business days (ISO: Monday is 1)."""

    days: frozenset[int]
    opens: time
    closes: time

    def contains(self, at: datetime, clock: BusinessClock) -> bool:
        """Whether the instant is within, the window's end excluded; a night counts to the evening it began."""
        day = clock.day_within(at, self.opens, self.closes)
        return day is not None and day.isoweekday() in self.days


def is_served(windows: Sequence[Window], at: datetime, clock: BusinessClock) -> bool:
    """Whether any window contains the instant; without windows a zone is always served."""
    return not windows or any(window.contains(at, _known(clock)) for window in windows)


def _known(clock: BusinessClock) -> BusinessClock:
    """The clock, by UTC where nobody knows its zone."""
    try:
        ZoneInfo(clock.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        return replace(clock, timezone="UTC")
    return clock


def read_hours(rules: Any) -> tuple[Window, ...]:
    """Windows from JSON ``[{"days": [1, 2], "from": "10:00", "to": "22:00"}, ...]``. Raises ``BadZone``."""
    if not isinstance(rules, list):
        raise BadZone("hours are a list")
    return tuple(_window(rule) for rule in rules)


def _window(rule: Any) -> Window:
    if not isinstance(rule, dict) or set(rule) != {"days", "from", "to"}:
        raise BadZone("hours have exactly days, from and to")
    days = rule["days"]
    if (
        not isinstance(days, list)
        or not days
        or any(type(day) is not int or not 1 <= day <= 7 for day in days)
    ):
        raise BadZone("days are numbers from 1 (Monday) to 7")
    return Window(frozenset(days), _time(rule["from"]), _time(rule["to"]))


def _time(text: Any) -> time:
    try:
        found = time.fromisoformat(text)
    except (TypeError, ValueError):
        raise BadZone("a time is written 17:30") from None
    if found.tzinfo is not None:
        raise BadZone("times are the store's own")
    return found
