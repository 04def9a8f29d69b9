"""Sealing: entries get positions and hashes in batches; once a day the head of the chain is signed and logged."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import structlog
from django.apps import apps
from django.db import connection

from dominos.kernel.audit.chain import FIRST, anchored, content, next_hash, placed
from dominos.kernel.audit.log import record
from dominos.kernel.auth.keys import signing_keys
from dominos.kernel.clock import now
from dominos.kernel.config.secret_keys import digest, digests
from dominos.kernel.unit_of_work import unit_of_work

log = structlog.get_logger(__name__)

BATCH = 1000
"""The number of entries sealed in one transaction."""
FIRST_ID = UUID(int=0)
"""No entry's."""


def seal(app: str) -> int:
    """Seals the app's pending entries and anchors the log on the first call of a day; returns how many were sealed."""
    sealed, last = 0, FIRST_ID
    while (batch := _seal_some(app, after=last)) is not None:
        found, last = batch
        sealed += found
    anchor(app)
    return sealed


def note_keys(app: str) -> None:
    """Records the current keys if they differ from those recorded last."""
    kids = [key.kid for key in signing_keys()]
    found: dict[str, Any] = {"signing": kids, "secrets": [mark[:8] for mark in digests(b"which key")]}
    last = entries(app).filter(kind=f"{app}.keys_changed").order_by("-id").values_list("details", flat=True)
    if last.first() != found:
        with unit_of_work(app):
            record("keys_changed", **found)


def unsealed(app: str) -> Any:
    """The entries that are not sealed yet."""
    return entries(app).filter(position=None).order_by("id")


def entries(app: str) -> Any:
    """The app's log."""
    return apps.get_model(app, "AuditEntry").objects.all()


def lines(app: str, rows: Any) -> Iterator[str]:
    """The entries as JSON lines, oldest first."""
    for entry in rows.order_by("id").values().iterator():
        yield json.dumps({"app": app, **entry}, default=str) + "\n"


def anchors(app: str) -> Any:
    """The app's anchors."""
    return apps.get_model(app, "AuditAnchor").objects.all()


def is_genuine(entry: Any) -> bool:
    """Whether the platform wrote the entry, according to the accepted keys."""
    return entry.mac in digests(content(entry))


def is_sealed(entry: Any) -> bool:
    """Whether the platform sealed the entry at its position, according to the accepted keys."""
    return entry.seal in digests(placed(entry.position, entry.hash))


def _seal_some(app: str, after: UUID) -> tuple[int, UUID] | None:
    """Seals a batch of pending entries after this one; returns how many, and the last one examined. None if none is
    pending.

    Entries that the platform did not write are skipped, however many there are.
    """
    with unit_of_work(app):
        _alone(app)
        waiting = list(unsealed(app).filter(id__gt=after)[:BATCH])
        genuine = [entry for entry in waiting if is_genuine(entry)]
        if len(genuine) < len(waiting):
            log.error("audit entries not of the platform", app=app, count=len(waiting) - len(genuine))
        _give_places(app, genuine)
    return (len(genuine), waiting[-1].id) if waiting else None


def _give_places(app: str, waiting: list[Any]) -> None:
    position, head = head_of(app)
    for entry in waiting:
        position += 1
        head = next_hash(head, entry, entry.mac)
        entry.position, entry.hash, entry.seal = position, head, digest(placed(position, head))
    entries(app).bulk_update(waiting, ["position", "hash", "seal"])


def head_of(app: str) -> tuple[int, str]:
    """The position and hash of the last sealed entry."""
    last = entries(app).exclude(position=None).order_by("-position").values_list("position", "hash").first()
    return last or (0, FIRST)


def anchor(app: str) -> None:
    """Signs and logs the head of the chain, unless that was done today or nothing was added since."""
    day = now().date()
    with unit_of_work(app):
        _alone(app)
        position, head = head_of(app)
        if anchors(app).filter(day=day).exists() or anchors(app).filter(position=position).exists():
            return
        if position:
            signature = digest(anchored(app, day, position, head))
            anchors(app).create(day=day, position=position, hash=head, signature=signature)
            log.info(
                "audit anchored", app=app, day=str(day), position=position, hash=head, signature=signature
            )


def _alone(app: str) -> None:
    """Lets one process at a time extend a chain."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"audit {app}"])
