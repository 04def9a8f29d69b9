"""Cards that customers keep at the gateway."""

from django.db import models
from django.db.models.functions import Now

from apps.payments.domain.gateway import SetupStatus
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.personal import IN_BACKUPS, Personal
from dominos.kernel.retention import Kept


class GatewayCustomer(models.Model):
    """The reference under which a gateway stores a person's cards."""

    retention = Kept(because="one row for each person with saved cards")
    personal = Personal(of="user_id", kept_back=("reference",), unsealed=IN_BACKUPS)

    pk = models.CompositePrimaryKey("gateway", "user_id")
    gateway = models.CharField(max_length=20)
    user_id = models.UUIDField()
    reference = models.CharField(max_length=100)


class SavedCard(models.Model):
    """A card saved for later orders: the gateway's token and how to recognize it, never its number."""

    retention = Kept(because="a person keeps it until they remove it, and payments name it")
    personal = Personal(of="user_id", kept_back=("customer", "reference", "token"), unsealed=IN_BACKUPS)

    id = models.UUIDField(primary_key=True, default=new_id)
    user_id = models.UUIDField(db_index=True)
    gateway = models.CharField(max_length=20)
    customer = models.CharField(max_length=100)
    reference = models.CharField(max_length=100)
    token = models.CharField(max_length=100, blank=True, db_default="")
    status = models.CharField(max_length=20, choices=[(s.value, s.value) for s in SetupStatus])
    brand = models.CharField(max_length=20, blank=True, db_default="")
    last4 = models.CharField(max_length=4, blank=True, db_default="")
    expires = models.CharField(max_length=7, blank=True, db_default="")
    next_action = models.JSONField(null=True)
    created_at = models.DateTimeField(default=now, db_default=Now())
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint("gateway", "reference", name="payments_method_once")]

    def __str__(self) -> str:
        return f"{self.brand} {self.last4}"
