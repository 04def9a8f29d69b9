"""Whose a group order's lines are once it is ordered, and what they come to. Pure; amounts in minor units."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from apps.orders.domain.groups import note_of

PAY_WITHIN = timedelta(minutes=15)
"""How long an order waits until everybody has paid their part."""


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A line that somebody put into the group, in the form of a request."""

    person: UUID
    name: str
    line: Mapping[str, Any]

    @property
    def ordered(self) -> dict[str, Any]:
        """The line as the host gets it: with the person's name in its note."""
        return {**self.line, "note": note_of(self.name, self.line.get("note", ""))}


def owners_of(lines: Iterable[Mapping[str, Any]], requested: Iterable[PersonLine], host: UUID) -> list[UUID]:
    """Whose each ordered line is: of who put just that into the group, once each; the host's where nobody did."""
    unmatched = list(requested)
    owners = []
    for line in lines:
        found = next((each for each in unmatched if each.ordered == line), None)
        if found is not None:
            unmatched.remove(found)
        owners.append(found.person if found else host)
    return owners


def weights_of(owners: Sequence[UUID], sums: Sequence[int], host: UUID) -> dict[UUID, int]:
    """What the lines of each come to after deals, of who has to pay anything; the host last, who takes the rest."""
    weights = Counter[UUID]()
    for owner, amount in zip(owners, sums, strict=True):
        weights[owner] += amount
    return {
        owner: weights[owner]
        for owner in sorted(weights, key=lambda owner: (owner == host, owner))
        if weights[owner] > 0
    }
