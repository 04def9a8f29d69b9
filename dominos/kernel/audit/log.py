"""Writing an entry, in the transaction of what it tells of."""

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
    """Adds an entry to the log of the unit of work's app, or of `app` inside any other transaction.

    `kind` is what happened, in the past tense; `by` who did it, null for the platform or somebody unknown. Details
    name nobody: identifiers, numbers and what things are called, but no person's name, mail, phone or address.
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
    """Adds that somebody on the staff was shown people's data, where reading it is all that was done."""
    with transaction.atomic():
        record(kind, about=about, by=by, app=app, **details)


def named(row: models.Model) -> str:
    """How entries name a row: its table's and its own name."""
    return f"{row._meta.label_lower}:{row.pk}"
