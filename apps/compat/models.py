"""What this app stores: which of our orders an attempt of a legacy client became."""

from datetime import timedelta

from django.db import models
from django.db.models.functions import Now

from dominos.kernel.clock import now
from dominos.kernel.personal import NotPersonal
from dominos.kernel.retention import Forgotten


class Attempt(models.Model):
    """A client's attempt to place an order, identified by the `OrderID` we returned when the client retries.

    `fingerprint` is a keyed digest of the order and its customer, `phone_mark` one of the telephone number,
    so that the table contains no personal data. `order_key` identifies the order to the legacy trackers.
    """

    retention = Forgotten(
        since="created_at",
        after=timedelta(days=7),
        because="an old client repeats an order within minutes and tracks it for hours",
    )
    personal = NotPersonal(
        because="keyed digests of an order, for a week; the order itself is told by orders"
    )

    id = models.UUIDField(primary_key=True)
    fingerprint = models.CharField(max_length=64)
    customer_id = models.UUIDField()
    quote_id = models.UUIDField(null=True)
    order_id = models.UUIDField(null=True)
    phone_mark = models.CharField(max_length=64)
    order_key = models.CharField(max_length=43, unique=True)
    created_at = models.DateTimeField(default=now, db_default=Now(), db_index=True)

    class Meta:
        indexes = [models.Index(fields=["phone_mark", "-created_at"], name="compat_attempt_phone")]

    def __str__(self) -> str:
        return str(self.id)
