"""Answers to couriers' messages."""

from datetime import timedelta

from django.db import models
from django.db.models.functions import Now

from dominos.kernel.clock import now
from dominos.kernel.personal import NotPersonal
from dominos.kernel.retention import Forgotten


class CourierReceipt(models.Model):
    """The answer to a courier's message, so that repeating the message has no second effect."""

    retention = Forgotten(
        since="at", after=timedelta(days=2), because="no courier's app sends a message again for so long"
    )
    personal = NotPersonal(because="answers given to a courier's app, for two days")

    pk = models.CompositePrimaryKey("courier_id", "message_id")
    courier_id = models.UUIDField()
    message_id = models.CharField(max_length=64)
    answer = models.JSONField(null=True)
    at = models.DateTimeField(default=now, db_default=Now(), db_index=True)

    def __str__(self) -> str:
        return self.message_id
