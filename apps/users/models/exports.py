"""Data exports."""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from apps.users.domain import EXPORT_KEPT
from apps.users.models.people import User
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.personal import Personal
from dominos.kernel.retention import Forgotten
from dominos.kernel.sealed.fields import SealedBinaryField, SealedRows


def export_expiry() -> datetime:
    """When an export requested now is deleted."""
    return now() + EXPORT_KEPT


class DataExport(models.Model):
    """A person's data export: being gathered (`gathered` apps have answered), or finished.

    `content` is the file from `made_at` on. `asked_by` is the person or a member of staff.
    """

    retention = Forgotten(
        since="expires_at", after=timedelta(0), because="fetched by then, or asked for again"
    )
    personal = Personal(of="user_id", kept_back=("content",))

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="exports")
    asked_by = models.UUIDField(null=True)
    asked_at = models.DateTimeField(default=now, db_default=Now())
    due_at = models.DateTimeField(default=now, db_default=Now())
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    gathered = models.PositiveSmallIntegerField(default=0, db_default=0)
    made_at = models.DateTimeField(null=True)
    content = SealedBinaryField(null=True)
    size = models.PositiveIntegerField(default=0, db_default=0)
    expires_at = models.DateTimeField(default=export_expiry, db_default=Now())

    objects: ClassVar[Any] = SealedRows.as_manager()

    class Meta:
        indexes = [
            models.Index("due_at", name="users_export_due", condition=Q(made_at=None)),
            models.Index("expires_at", name="users_export_expiry"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(made_at=None), name="users_one_export")
        ]

    def __str__(self) -> str:
        return str(self.asked_at)
