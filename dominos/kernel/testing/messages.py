"""What an app has published, for tests."""

from typing import Any
from uuid import UUID

from django.apps import apps


def published(app: str, type: str = "", *, subject: UUID | None = None) -> list[Any]:
    """The outbox of an app, first to last: the messages of one type ("order_placed"), about one subject, or all."""
    rows = apps.get_model(app, "OutboxMessage").objects.order_by("id")
    if type:
        rows = rows.filter(type=f"{app}.{type}")
    if subject is not None:
        rows = rows.filter(subject=subject)
    return list(rows)
