"""Detects entries that were changed, deleted or inserted without the platform."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from dominos.kernel.audit.chain import FIRST, anchored, next_hash
from dominos.kernel.audit.sealing import anchors, entries, is_genuine, is_sealed, unsealed
from dominos.kernel.clock import now
from dominos.kernel.config.secret_keys import digests

SEALED_WITHIN = timedelta(minutes=15)
"""The maximum age of an unsealed entry while workers run."""


def verify(app: str, kept: Iterable[Mapping[str, Any]] = ()) -> Iterator[str]:
    """The problems of the app's log, one per row; none if it is intact.

    `kept` are anchors stored elsewhere: lines of the process log, or the output of `manage.py audit anchors`.
    """
    hashes: dict[int, str] = {}
    yield from _of_chain(app, hashes)
    for entry in unsealed(app).iterator():
        if not is_genuine(entry):
            yield f"{app} {entry.id} ({entry.kind}): not written by the platform, or changed before it was sealed"
        elif entry.at < now() - SEALED_WITHIN:
            yield f"{app} {entry.id} ({entry.kind}): not sealed since {entry.at:%Y-%m-%d %H:%M}"
    found = _own(app) + [each for each in kept if each["app"] == app]
    yield from _of_anchors(app, hashes, found)


def _of_chain(app: str, hashes: dict[int, str]) -> Iterator[str]:
    last, head, held = 0, FIRST, _held_up_to(app)
    for entry in entries(app).exclude(position=None).order_by("position").iterator():
        if entry.position != last + 1:
            yield f"{app} {last + 1} to {entry.position - 1}: deleted"
        elif next_hash(head, entry, entry.mac) != entry.hash:
            yield f"{app} {entry.position} {entry.id} ({entry.kind}): changed, or put in its place"
        elif entry.position > held:
            yield from _of_keys(app, entry)
        last, head = entry.position, entry.hash
        hashes[last] = head


def _of_keys(app: str, entry: Any) -> Iterator[str]:
    if not is_genuine(entry):
        yield f"{app} {entry.position} {entry.id} ({entry.kind}): not written by the platform"
    elif not is_sealed(entry):
        yield f"{app} {entry.position} {entry.id} ({entry.kind}): not given its place by the platform"


def _held_up_to(app: str) -> int:
    """The position up to which an anchor vouches: earlier entries may be sealed with a retired key."""
    signed = {each["position"]: each["hash"] for each in _own(app) if _is_signed(each)}
    rows = entries(app).filter(position__in=signed).values_list("position", "hash")
    return max((position for position, found in rows if signed[position] == found), default=0)


def _of_anchors(app: str, hashes: Mapping[int, str], found: list[Mapping[str, Any]]) -> Iterator[str]:
    newest = max((each["day"] for each in found), default=None)
    for each in found:
        if hashes.get(each["position"]) != each["hash"]:
            yield f"{app} anchor of {each['day']}: the log is another one up to {each['position']}"
        if each["day"] == newest and not _is_signed(each):
            yield f"{app} anchor of {each['day']}: not signed by the platform"


def _own(app: str) -> list[Mapping[str, Any]]:
    return [anchor_line(app, each) for each in anchors(app).order_by("day")]


def anchor_line(app: str, row: Any) -> dict[str, Any]:
    """An anchor stored elsewhere."""
    return {
        "app": app,
        "day": str(row.day),
        "position": row.position,
        "hash": row.hash,
        "signature": row.signature,
    }


def _is_signed(anchor: Mapping[str, Any]) -> bool:
    signed = anchored(anchor["app"], anchor["day"], anchor["position"], anchor["hash"])
    return anchor["signature"] in digests(signed)
