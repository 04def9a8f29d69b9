"""Cards that customers save at the gateway."""

from typing import Any, ClassVar

from django.db import models
from django.db.models.functions import Now

from apps.payments.domain.gateway import SetupStatus
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.personal import BY_THE_GATEWAY, ONE_OF_A_LIST, Personal
from dominos.kernel.retention import Kept
from dominos.kernel.sealed.fields import SealedCharField, SealedRows


class GatewayCustomer(models.Model):
    """The reference under which a gateway stores a person's cards."""

    retention = Kept(because="one row for each person with saved cards")
    personal = Personal(
        of="user_id",
        kept_back=("reference",),
        unsealed={"gateway": ONE_OF_A_LIST, "reference": BY_THE_GATEWAY},
    )

    pk = models.CompositePrimaryKey("gateway", "user_id")
    gateway = models.CharField(max_length=20)
    user_id = models.UUIDField()
    reference = models.CharField(max_length=100)


class SavedCard(models.Model):
    """A card saved for later orders: the gateway's token and what the customer recognises it by, never its number."""

    retention = Kept(because="a person keeps it until they remove it, and payments name it")
    personal = Personal(
        of="user_id",
        kept_back=("customer", "reference", "token"),
        unsealed={
            "gateway": ONE_OF_A_LIST,
            **dict.fromkeys(("customer", "reference", "token", "next_action"), BY_THE_GATEWAY),
        },
    )

    id = models.UUIDField(primary_key=True, default=new_id)
    user_id = models.UUIDField(db_index=True)
    gateway = models.CharField(max_length=20)
    customer = models.CharField(max_length=100)
    reference = models.CharField(max_length=100)
    token = models.CharField(max_length=100, blank=True, db_default="")
    status = models.CharField(max_length=20, choices=[(s.value, s.value) for s in SetupStatus])
    brand = SealedCharField(max_length=20, blank=True, db_default="")
    last4 = SealedCharField(max_length=4, blank=True, db_default="")
    expires = SealedCharField(max_length=7, blank=True, db_default="")
    next_action = models.JSONField(null=True)
    created_at = models.DateTimeField(default=now, db_default=Now())
    removed_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = SealedRows.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("gateway", "reference", name="payments_method_once")]

    def __str__(self) -> str:
        return f"{self.brand} {self.last4}"
