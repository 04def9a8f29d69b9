"""What a card pays at once, beside the payments of orders."""

from typing import Any, ClassVar

from django.db import models
from django.db.models.functions import Now

from apps.payments.domain.charges import ChargeStatus
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.money import Money


class Charge(models.Model):
    """A card charged at once. `disputed` and `dispute_won` are the sums of the bank's disputes, which only grow."""

    id = models.UUIDField(primary_key=True, default=new_id)
    request_key = models.CharField(max_length=100)
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    gateway = models.CharField(max_length=20)
    token = models.CharField(max_length=100, blank=True, db_default="")
    reference = models.CharField(max_length=100, blank=True, db_default="")
    status = models.CharField(
        max_length=20,
        choices=[(s.value, s.value) for s in ChargeStatus],
        default=ChargeStatus.BEGUN.value,
        db_default=ChargeStatus.BEGUN.value,
    )
    failure_code = models.CharField(max_length=60, blank=True, db_default="")
    next_action = models.JSONField(null=True)
    disputed = models.BigIntegerField(default=0, db_default=0)
    dispute_won = models.BigIntegerField(default=0, db_default=0)
    attempts = models.PositiveIntegerField(default=0, db_default=0)
    due_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=now, db_default=Now())

    objects: ClassVar[Any]

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{Money(self.amount, self.currency)} {self.status}"
