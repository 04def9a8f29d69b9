"""Invitations and employments."""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.db import models
from django.db.models.functions import Now

from apps.users.domain import EMPLOYED_AS, INVITED_FOR
from apps.users.models.people import User
from dominos.kernel import contact
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.personal import Personal
from dominos.kernel.retention import Forgotten, Kept
from dominos.kernel.sealed.fields import SealedCharField, SealedEmailField, SealedRows

STORE_ROLES = [(role.value, role.value.replace("_", " ")) for role in EMPLOYED_AS]


def invitation_expiry() -> datetime:
    """When an invitation made now expires."""
    return now() + INVITED_FOR


class Invitation(models.Model):
    """An invitation by mail to work for a store; its token is in `secrets`. Accepting deletes it.

    `email` is where it was sent: only its owner can accept it.
    """

    retention = Forgotten(since="expires_at", after=timedelta(0), because="nobody can use it any more")
    personal = Personal(of="user_id")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="invitations")
    email = SealedEmailField()
    name = SealedCharField(max_length=contact.NAME)
    store_id = models.UUIDField()
    role = models.CharField(max_length=20, choices=STORE_ROLES)
    created_at = models.DateTimeField(default=now, db_default=Now())
    expires_at = models.DateTimeField(default=invitation_expiry, db_default=Now())

    objects: ClassVar[Any] = SealedRows.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "store_id", "role"], name="users_invited_once")
        ]
        indexes = [
            models.Index("expires_at", name="users_invitation_expiry"),
            models.Index("store_id", name="users_invitation_store"),
        ]

    def __str__(self) -> str:
        return self.role


class Employment(models.Model):
    """A person's role at a store; while suspended it has no effect."""

    retention = Kept(because="goes with its person; leaving deletes it, and the log tells of it")
    personal = Personal(of="user_id")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="employments")
    store_id = models.UUIDField()
    role = models.CharField(max_length=20, choices=STORE_ROLES)
    began_at = models.DateTimeField(default=now, db_default=Now())
    suspended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "store_id", "role"], name="users_employed_once")
        ]
        indexes = [models.Index("store_id", name="users_employment_store")]

    def __str__(self) -> str:
        return self.role
