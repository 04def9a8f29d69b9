"""What a courier has to show before going on shift, by vehicle. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class DocumentKind(StrEnum):
    """What a courier shows."""

    LICENCE = "licence"
    INSURANCE = "insurance"
    IDENTITY = "identity"
    HYGIENE = "hygiene"


class DocumentIssue(StrEnum):
    """Why a paper keeps its courier at home."""

    ABSENT = "absent"
    NOT_VERIFIED = "not_verified"
    EXPIRED = "expired"


REQUIRED: Mapping[str, Sequence[str]] = {"bicycle": (), "car": (DocumentKind.LICENCE, DocumentKind.INSURANCE)}
"""The default by vehicle; a market says otherwise with the rule `required_papers`."""


@dataclass(frozen=True, slots=True)
class DocumentOnFile:
    """A paper on file: valid through the day `expires_on`."""

    paper: str
    expires_on: date
    is_verified: bool


def document_issues(
    required: Iterable[str], shown: Iterable[DocumentOnFile], today: date
) -> dict[str, DocumentIssue]:
    """The papers that keep a courier off shift, and why.

    A required one has to be there, verified and unexpired; one that was verified once and has expired since counts
    even where it is not required.
    """
    by_paper: dict[str, list[DocumentOnFile]] = {paper: [] for paper in required}
    needed = set(by_paper)
    for one in shown:
        by_paper.setdefault(one.paper, []).append(one)
    found = {paper: _state(ones, today) for paper, ones in by_paper.items()}
    return {
        paper: state
        for paper, state in sorted(found.items())
        if state is not None and (paper in needed or state == DocumentIssue.EXPIRED)
    }


def _state(shown: Sequence[DocumentOnFile], today: date) -> DocumentIssue | None:
    if not shown:
        return DocumentIssue.ABSENT
    verified = [one for one in shown if one.is_verified]
    if not verified:
        return DocumentIssue.NOT_VERIFIED
    return None if any(one.expires_on >= today for one in verified) else DocumentIssue.EXPIRED
