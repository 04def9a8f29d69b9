"""Deprecation notices. Settings contain the table, so this needs no framework."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from email.utils import format_datetime

NOTICE = timedelta(days=90)
"""The minimum between an operation's deprecation and its sunset."""


@dataclass(frozen=True, slots=True)
class Deprecated:
    """An operation deprecated from `since` on, which may be removed from `sunset` on. ValueError below 90 days."""

    since: date
    sunset: date
    successor: str
    """The path of what to use instead."""

    def __post_init__(self) -> None:
        if self.sunset - self.since < NOTICE:
            raise ValueError(f"{self.sunset} is less than {NOTICE.days} days after {self.since}")

    @property
    def headers(self) -> dict[str, str]:
        """The response headers: RFC 9745, RFC 8594 and RFC 5829."""
        since, sunset = (datetime.combine(day, time(), UTC) for day in (self.since, self.sunset))
        return {
            "Deprecation": f"@{since.timestamp():.0f}",
            "Sunset": format_datetime(sunset, usegmt=True),
            "Link": f'<{self.successor}>; rel="successor-version"',
        }
