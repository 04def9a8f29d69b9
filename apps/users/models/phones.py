"""Verification of telephones, for accounts and for guests, who have no other row here."""

from datetime import timedelta
from typing import Any, ClassVar

from django.db import models
from django.db.models.functions import Now

from apps.users.domain import PHONE_PROVED_FOR
from dominos.kernel import contact
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.personal import Personal
from dominos.kernel.retention import Forgotten
from dominos.kernel.sealed.fields import SealedCharField, SealedRows


class PhoneCode(models.Model):
    """A verification code sent to a telephone, derived from the row's id. `owner_id` is the account or guest."""

    retention = Forgotten(since="expires_at", after=timedelta(0), because="nobody can use it any more")
    personal = Personal(of="owner_id", unsealed={"locale": "a language"})

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner_id = models.UUIDField()
    number = SealedCharField(max_length=contact.PHONE)
    locale = models.CharField(max_length=10, blank=True, db_default="")
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    created_at = models.DateTimeField(default=now, db_default=Now())
    expires_at = models.DateTimeField(db_default=Now())

    objects: ClassVar[Any] = SealedRows.as_manager()

    class Meta:
        indexes = [
            models.Index("owner_id", "id", name="users_phonecode_of_owner"),
            models.Index("expires_at", name="users_phonecode_expiry"),
        ]


class ProvedPhone(models.Model):
    """A verified telephone of an account or a guest, stored as a keyed digest."""

    retention = Forgotten(
        since="proved_at", after=PHONE_PROVED_FOR, because="it may be somebody else's by then"
    )
    personal = Personal(
        of="owner_id", kept_back=("mark",), unsealed={"mark": "a keyed digest to be found by"}
    )

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner_id = models.UUIDField()
    mark = models.CharField(max_length=64)
    proved_at = models.DateTimeField(default=now, db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint("owner_id", "mark", name="users_proved_phone_once")]
        indexes = [models.Index("proved_at", name="users_proved_phone_at")]
