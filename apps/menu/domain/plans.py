"""Publications at a set time: how far ahead they may be, and what can become of them."""

from datetime import timedelta
from enum import StrEnum

FURTHEST = timedelta(days=366)
"""How far ahead a publication may be planned."""
MAX_PROBLEM = 300
"""Characters kept of why a planned publication was refused."""


class PlanOutcome(StrEnum):
    """What became of a planned publication. `UNCHANGED`: the store sold the draft already."""

    OPEN = "open"
    PUBLISHED = "published"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    CANCELLED = "cancelled"
