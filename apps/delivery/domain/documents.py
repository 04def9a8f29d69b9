"""The documents a courier needs to start a shift, by vehicle."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dominos.kernel.texts.languages import in_words


@in_words
class DocumentKind(StrEnum):
    """The kinds of documents."""

    LICENCE = "licence"
    INSURANCE = "insurance"
    IDENTITY = "identity"
    HYGIENE = "hygiene"


@in_words
class DocumentIssue(StrEnum):
    """Why a courier may not start a shift."""

    MISSING = "missing"
    NOT_VERIFIED = "not_verified"
    EXPIRED = "expired"


REQUIRED: Mapping[str, Sequence[str]] = {"bicycle": (), "car": (DocumentKind.LICENCE, DocumentKind.INSURANCE)}
"""The default by vehicle; a market overrides it with the rule `required_documents`."""


@dataclass(frozen=True, slots=True)
class DocumentOnFile:
    """A filed document: valid through the day `expires_on`."""

    kind: str
    expires_on: date
    is_verified: bool


def document_issues(
    required: Iterable[str], on_file: Iterable[DocumentOnFile], today: date
) -> dict[str, DocumentIssue]:
    """The documents that prevent a shift, and why.

    A required one has to be filed, verified and unexpired; one that was verified once and has expired since
    counts even if it is not required.
    """
    by_kind: dict[str, list[DocumentOnFile]] = {kind: [] for kind in required}
    needed = set(by_kind)
    for one in on_file:
        by_kind.setdefault(one.kind, []).append(one)
    found = {kind: _state(ones, today) for kind, ones in by_kind.items()}
    return {
        kind: state
        for kind, state in sorted(found.items())
        if state is not None and (kind in needed or state == DocumentIssue.EXPIRED)
    }


def _state(shown: Sequence[DocumentOnFile], today: date) -> DocumentIssue | None:
    if not shown:
        return DocumentIssue.MISSING
    verified = [one for one in shown if one.is_verified]
    if not verified:
        return DocumentIssue.NOT_VERIFIED
    return None if any(one.expires_on >= today for one in verified) else DocumentIssue.EXPIRED
