"""What people do in the admin, as data that a contract may hold."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Job:
    """One group of entries: what it is for, and its tables, by label with their English plural, the most used first."""

    key: str
    name: str
    description: str
    tables: Mapping[str, str] = field(default_factory=dict)
    has_logs: bool = False
    """Whether the audit logs of all apps are here."""
