"""Sealing: entries get their places and hashes in batches; once a day the head of the chain is signed and logged."""

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
"""Entries of one transaction."""
FIRST_ID = UUID(int=0)
"""No entry's."""


def seal(app: str) -> int:
    """Seals what waits in the app's log and, if it is the day's first time, anchors it; how many were sealed."""
    sealed, last = 0, FIRST_ID
    while (batch := _seal_some(app, after=last)) is not None:
        found, last = batch
        sealed += found
    anchor(app)
    return sealed


def note_keys(app: str) -> None:
    """Records which keys sign and hold, when they are not those that were recorded last."""
    kids = [key.kid for key in signing_keys()]
    found: dict[str, Any] = {"signing": kids, "secrets": [mark[:8] for mark in digests(b"which key")]}
    last = entries(app).filter(kind=f"{app}.keys_changed").order_by("-id").values_list("details", flat=True)
    if last.first() != found:
        with unit_of_work(app):
            record("keys_changed", **found)


def unsealed(app: str) -> Any:
    """The entries that have no place yet."""
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
    """Whether the platform wrote the entry, as far as a key that holds can tell."""
    return entry.mac in digests(content(entry))


def is_sealed(entry: Any) -> bool:
    """Whether the platform gave the entry its place, as far as a key that holds can tell."""
    return entry.seal in digests(placed(entry.position, entry.hash))


def _seal_some(app: str, after: UUID) -> tuple[int, UUID] | None:
    """Seals a batch of what waits after this entry; how many, and the last one looked at. None when nothing waits.

    What the platform did not write is passed over, however much of it there is.
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
    """The place and the hash of the entry that was sealed last."""
    last = entries(app).exclude(position=None).order_by("-position").values_list("position", "hash").first()
    return last or (0, FIRST)


def anchor(app: str) -> None:
    """Signs and logs how far the log reaches, unless that was done today or nothing was written since."""
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
    """One process at a time goes on with a chain."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"audit {app}"])
