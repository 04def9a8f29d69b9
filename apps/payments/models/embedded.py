"""The embedded gateway's own records; nothing outside its package reads them."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from apps.payments.domain.gateway import Dispute, GatewayStatus, SetupStatus
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.personal import NotPersonal
from dominos.kernel.retention import Forgotten, Kept


class EmbeddedPayment(models.Model):
    """A payment of the gateway. `authorized` is what was reserved initially."""

    retention = Kept(because="the books of a gateway, which reconciling compares with ours")
    personal = NotPersonal(because="the books of a gateway, which stands for another company's")

    reference = models.CharField(primary_key=True, max_length=40)
    payment_id = models.UUIDField(db_index=True)
    order_id = models.UUIDField()
    token = models.CharField(max_length=60)
    status = models.CharField(max_length=20, choices=[(s.value, s.value) for s in GatewayStatus])
    currency = models.CharField(max_length=3)
    amount = models.BigIntegerField()
    authorized = models.BigIntegerField(default=0, db_default=0)
    captured = models.BigIntegerField(default=0, db_default=0)
    refunded = models.BigIntegerField(default=0, db_default=0)
    refund_failed = models.BigIntegerField(default=0, db_default=0)
    dispute = models.CharField(
        max_length=4, blank=True, db_default="", choices=[(d.value, d.name) for d in Dispute if d]
    )
    disputed = models.BigIntegerField(default=0, db_default=0)
    dispute_won = models.BigIntegerField(default=0, db_default=0)
    dispute_lost = models.BigIntegerField(default=0, db_default=0)
    decline_code = models.CharField(max_length=40, blank=True, db_default="")
    action_token = models.CharField(max_length=60, null=True, unique=True)  # noqa: DJ001
    created_at = models.DateTimeField(default=now, db_default=Now())

    class Meta:
        app_label = "payments"
        constraints = [
            models.CheckConstraint(name="payments_embedded_caps", condition=Q(refunded__lte=F("captured")))
        ]


class EmbeddedRefund(models.Model):
    """A refund of the gateway."""

    retention = Kept(because="the books of a gateway, which reconciling compares with ours")

    reference = models.CharField(primary_key=True, max_length=40)
    payment = models.ForeignKey(EmbeddedPayment, on_delete=models.PROTECT)
    amount = models.BigIntegerField()
    failed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=now, db_default=Now())

    class Meta:
        app_label = "payments"


class EmbeddedCard(models.Model):
    """A customer's saved card; it behaves like the published token it was made from."""

    retention = Kept(because="one row for each saved card")

    reference = models.CharField(primary_key=True, max_length=40)
    customer = models.CharField(max_length=40, db_index=True)
    token = models.CharField(max_length=60, unique=True)
    behaves_like = models.CharField(max_length=60)
    status = models.CharField(max_length=20, choices=[(s.value, s.value) for s in SetupStatus])
    decline_code = models.CharField(max_length=40, blank=True, db_default="")
    action_token = models.CharField(max_length=60, null=True, unique=True)  # noqa: DJ001
    forgotten_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=now, db_default=Now())

    class Meta:
        app_label = "payments"


class EmbeddedCall(models.Model):
    """The answer given to an idempotency key."""

    retention = Forgotten(
        since="created_at", after=timedelta(days=30), because="nobody repeats a call for so long"
    )

    key = models.CharField(primary_key=True, max_length=200)
    call_id = models.UUIDField()
    fingerprint = models.CharField(max_length=64)
    answer = models.JSONField(null=True)
    created_at = models.DateTimeField(default=now, db_default=Now(), db_index=True)

    class Meta:
        app_label = "payments"


class EmbeddedEvent(models.Model):
    """A webhook to be delivered until the receiver answers 2xx."""

    retention = Forgotten(
        since="delivered_at",
        after=timedelta(days=30),
        only=Q(delivered_at__isnull=False),
        because="delivered",
    )

    id = models.CharField(primary_key=True, max_length=40)
    type = models.CharField(max_length=60)
    body = models.TextField()
    attempts = models.PositiveIntegerField(default=0, db_default=0)
    due_at = models.DateTimeField(default=now, db_default=Now())
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "payments"
        indexes = [
            models.Index("due_at", name="payments_embedded_due", condition=Q(delivered_at__isnull=True)),
            models.Index(
                "delivered_at", name="payments_embedded_done", condition=Q(delivered_at__isnull=False)
            ),
        ]


def new_reference(prefix: str) -> str:
    """A reference in the gateway's style."""
    return f"{prefix}_{new_id().hex}"
