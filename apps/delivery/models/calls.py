"""Masked calls: by which number courier and customer reach each other, and what came of each call.

No number of theirs stands here.
"""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from apps.delivery.domain.calls import MAX_CALL_ID, CallOutcome
from apps.delivery.domain.conversations import Side
from apps.delivery.models.choices import choices
from apps.delivery.models.couriers import Courier
from apps.delivery.models.deliveries import Delivery
from dominos.kernel.clock import now
from dominos.kernel.contact import PHONE
from dominos.kernel.ids import new_id
from dominos.kernel.personal import ONE_OF_A_LIST, Personal
from dominos.kernel.retention import Forgotten
from dominos.kernel.sealed.platform_keys import MARK


class CallSession(models.Model):
    """A number of the pool by which the delivery's courier and its customer reach each other.

    It holds while that courier has the delivery, and half an hour after its end. Callers are known by digests of their
    telephones, which are asked for anew with each call.
    """

    retention = Forgotten(after=timedelta(days=2), because="nobody is reached through it any more")
    personal = Personal(
        of="delivery__order_id",
        by_order=True,
        kept_back=("customer_mark", "courier_mark"),
        unsealed={
            "number": "a number of the platform's",
            "locale": ONE_OF_A_LIST,
            **dict.fromkeys(("customer_mark", "courier_mark"), "a digest under a key of the platform"),
        },
    )

    id = models.UUIDField(primary_key=True, default=new_id)
    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="call_sessions")
    courier = models.ForeignKey(Courier, models.CASCADE, related_name="+")
    number = models.CharField(max_length=PHONE)
    customer_mark = models.CharField(max_length=MARK, db_index=True)
    courier_mark = models.CharField(max_length=MARK, db_index=True)
    locale = models.CharField(max_length=10, db_default="")
    opened_at = models.DateTimeField(default=now, db_default=Now())

    def __str__(self) -> str:
        return self.number


class PlacedCall(models.Model):
    """A call from one side to the other; `outcome` is empty while nobody has said how it ended."""

    retention = Forgotten(after=timedelta(days=30), because="complaints of a delivery come within days")
    personal = Personal(
        of="delivery__order_id",
        by_order=True,
        unsealed={"exchange_id": "the exchange's identifier of a call"},
    )

    id = models.UUIDField(primary_key=True, default=new_id)
    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="calls")
    exchange_id = models.CharField(max_length=MAX_CALL_ID, unique=True)
    side = models.CharField(max_length=8, choices=choices(Side))
    outcome = models.CharField(max_length=9, choices=choices(CallOutcome), blank=True, db_default="")
    at = models.DateTimeField(default=now, db_default=Now())
    seconds = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=["", *(outcome.value for outcome in CallOutcome)]),
                name="delivery_call_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.side} {self.outcome}"
