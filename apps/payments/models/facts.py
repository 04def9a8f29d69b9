"""Copies of other apps' data about stores and orders."""

from datetime import date, datetime

from django.db import models

from apps.stores.contract.business_day import DAY_STARTS_AT, business_date
from dominos.kernel.personal import NotPersonal
from dominos.kernel.retention import Kept


class StoreFacts(models.Model):
    """A store, as published by stores."""

    retention = Kept(because="as many as there are stores")

    store_id = models.UUIDField(primary_key=True)
    code = models.CharField(max_length=40, db_index=True)
    name = models.CharField(max_length=200)
    currency = models.CharField(max_length=3)
    timezone = models.CharField(max_length=60, default="UTC", db_default="UTC")
    day_starts_at = models.TimeField(default=DAY_STARTS_AT, db_default=DAY_STARTS_AT)

    def __str__(self) -> str:
        return self.code

    def business_date(self, at: datetime) -> date:
        """The business day an instant belongs to."""
        return business_date(at, self.timezone, self.day_starts_at)


class OrderFacts(models.Model):
    """An order, as published by orders and delivery.

    `courier_id` delivered it, or a courier of the `provider`; `carrier_id` had been on the road with one that ended
    without a hand-over.
    """

    retention = Kept(because="reconciling any day needs its orders; names no person but the courier by id")
    personal = NotPersonal(because="times and states of an order, which orders tell")

    order_id = models.UUIDField(primary_key=True)
    store_id = models.UUIDField(null=True)
    number = models.CharField(max_length=40, blank=True, db_default="")
    business_date = models.DateField(null=True)
    status = models.CharField(max_length=20, blank=True, db_default="")
    status_at = models.DateTimeField(null=True)
    promised_to = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    courier_id = models.UUIDField(null=True)
    carrier_id = models.UUIDField(null=True)
    provider = models.CharField(max_length=30, blank=True, db_default="")
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "order facts"
        indexes = [
            models.Index("store_id", "business_date", name="payments_facts_of_day"),
            models.Index("courier_id", name="payments_facts_of_courier"),
        ]

    def __str__(self) -> str:
        return self.number
