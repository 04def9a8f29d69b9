"""Which notice clients get of an operation that is to go; settings hold the table, so it needs no framework."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from email.utils import format_datetime

NOTICE = timedelta(days=90)
"""Between the day on which an operation is deprecated and the first on which it may be gone."""


@dataclass(frozen=True, slots=True)
class Deprecated:
    """An operation is, from `since` on; from `sunset` on it may be gone. ValueError for less than 90 days' notice."""

    since: date
    sunset: date
    successor: str
    """The path of what to use instead."""

    def __post_init__(self) -> None:
        if self.sunset - self.since < NOTICE:
            raise ValueError(f"{self.sunset} is less than {NOTICE.days} days after {self.since}")

    @property
    def headers(self) -> dict[str, str]:
        """What an answer tells of it: RFC 9745, RFC 8594 and RFC 5829."""
        since, sunset = (datetime.combine(day, time(), UTC) for day in (self.since, self.sunset))
        return {
            "Deprecation": f"@{since.timestamp():.0f}",
            "Sunset": format_datetime(sunset, usegmt=True),
            "Link": f'<{self.successor}>; rel="successor-version"',
        }
