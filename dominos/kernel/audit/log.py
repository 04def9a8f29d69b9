"""Writing audit entries, in the transaction of the change they record."""

from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection, models, transaction

from dominos.kernel.audit.chain import content, storable
from dominos.kernel.audit.tables import MAX_ABOUT
from dominos.kernel.config.secret_keys import digest
from dominos.kernel.telemetry.context import current_trace
from dominos.kernel.unit_of_work import app_in_work


def record(
    kind: str, *, about: models.Model | str = "", by: UUID | None = None, app: str = "", **details: Any
) -> None:
    """Adds an entry to the log of the unit of work's app, or of `app` in any other transaction.

    `kind` is the event, in the past tense; `by` the actor, None for the platform or an unknown person. Details contain
    identifiers, numbers and codes, but no person's name, mail address, phone number or address.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("an entry is written in the transaction of what it tells of")
    label = app or app_in_work()
    if label is None:
        raise RuntimeError("outside a unit of work, say whose log it is")
    entry = apps.get_model(label, "AuditEntry")(
        kind=f"{label}.{kind}",
        about=(about if isinstance(about, str) else named(about))[:MAX_ABOUT],
        actor_id=by,
        details=storable(details),
        correlation_id=current_trace().correlation_id,
    )
    entry.mac = digest(content(entry))
    entry.save(force_insert=True)


def looked_at(
    kind: str, *, by: UUID | None, app: str, about: models.Model | str = "", **details: Any
) -> None:
    """Records that staff viewed personal data, for actions that only read."""
    with transaction.atomic():
        record(kind, about=about, by=by, app=app, **details)


def named(row: models.Model) -> str:
    """The name of a row in entries: its table and its own name."""
    return f"{row._meta.label_lower}:{row.pk}"
