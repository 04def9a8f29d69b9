"""What courier and customer write to each other."""

from datetime import timedelta
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from apps.delivery.contract.courier_protocol import MAX_WORDS
from apps.delivery.domain.conversations import Phrase, Side
from apps.delivery.models.choices import choices
from apps.delivery.models.deliveries import Delivery
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.personal import Personal
from dominos.kernel.retention import Forgotten
from dominos.kernel.sealed.fields import SealedCharField, SealedRows


class WrittenMessage(models.Model):
    """A message about a delivery: words, or a ready phrase. `number` counts the delivery's from 1.

    `read_at` is when the other side's page had shown it.
    """

    retention = Forgotten(
        since="at", after=timedelta(days=30), because="complaints of a delivery come within days"
    )
    personal = Personal(of="delivery__order_id", by_order=True)

    id = models.UUIDField(primary_key=True, default=new_id)
    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="messages")
    number = models.PositiveSmallIntegerField()
    side = models.CharField(max_length=8, choices=choices(Side))
    text = SealedCharField(max_length=MAX_WORDS, blank=True, db_default="")
    phrase = models.CharField(max_length=12, choices=choices(Phrase), blank=True, db_default="")
    at = models.DateTimeField(default=now, db_default=Now(), db_index=True)
    read_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = SealedRows.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("delivery", "number", name="delivery_message_once"),
            models.CheckConstraint(
                condition=Q(phrase__in=["", *(phrase.value for phrase in Phrase)]),
                name="delivery_message_phrase",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.side}"
