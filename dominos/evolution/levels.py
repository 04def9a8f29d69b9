"""How much a change asks of whoever uses the API, and which version it needs (semver.org)."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum


class Level(IntEnum):
    """`MAJOR`: clients that work may stop to; `MINOR`: there is more than before; `PATCH`: only words."""

    PATCH = 0
    MINOR = 1
    MAJOR = 2


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """What became of a place of the document."""

    level: Level
    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.level.name.lower():<5} {self.where}: {self.what}"


def level_of(changes: Iterable[Change]) -> Level:
    """The highest; PATCH of none."""
    return max((change.level for change in changes), default=Level.PATCH)


def needed_version(released: str, level: Level) -> str:
    """The least version for such a change of a released one: `1.4.2` and MINOR are `1.5.0`."""
    major, minor, patch = numbers(released)
    return {
        Level.MAJOR: f"{major + 1}.0.0",
        Level.MINOR: f"{major}.{minor + 1}.0",
        Level.PATCH: f"{major}.{minor}.{patch + 1}",
    }[level]


def numbers(version: str) -> tuple[int, int, int]:
    """A version's three numbers. ValueError for any other text."""
    major, minor, patch = (int(part) for part in version.removeprefix("v").split("."))
    return major, minor, patch
