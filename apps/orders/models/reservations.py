"""Counters of what can run out."""

from datetime import timedelta

from django.db import models

from apps.orders.models.choices import choices_of
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.personal import NotPersonal
from dominos.kernel.retention import Forgotten, Kept


class SlotUse(models.Model):
    """What orders take of a service's quarter of an hour: those placed ahead, and all where the store limits it.

    `unpaid...` is the part of orders ahead that wait for their payment.
    """

    retention = Forgotten(since="starts_at", after=timedelta(days=1), because="the slot is over")

    pk = models.CompositePrimaryKey("store_id", "service", "starts_at")
    store_id = models.UUIDField()
    service = models.CharField(max_length=10, choices=choices_of(ServiceMethod))
    starts_at = models.DateTimeField()
    orders = models.PositiveIntegerField()
    pizzas = models.PositiveIntegerField()
    unpaid_orders = models.PositiveIntegerField(default=0, db_default=0)
    unpaid_pizzas = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        indexes = [models.Index(fields=["starts_at"], name="orders_slots_over")]


class OvenUse(models.Model):
    """How many pizzas are due in a store's oven in a quarter of an hour, whichever service brings them."""

    retention = Forgotten(since="starts_at", after=timedelta(days=1), because="the quarter is over")

    pk = models.CompositePrimaryKey("store_id", "starts_at")
    store_id = models.UUIDField()
    starts_at = models.DateTimeField()
    pizzas = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["starts_at"], name="orders_oven_over")]


class DealUse(models.Model):
    """How many orders use a limited deal: of one customer, or of all if `holder` is empty. `most` is the
    limit as last known.
    """

    retention = Kept(because="a deal that each customer has once is never given twice")
    personal = NotPersonal(because="a keyed digest and a count")

    pk = models.CompositePrimaryKey("code", "holder")
    code = models.CharField(max_length=60)
    holder = models.CharField(max_length=100, blank=True, db_default="")
    used = models.PositiveIntegerField()
    most = models.PositiveIntegerField()


class DayCounter(models.Model):
    """The number of orders a store has numbered on a business date."""

    retention = Kept(because="one row for each store and day; numbers are never given twice")

    pk = models.CompositePrimaryKey("store_id", "business_date")
    store_id = models.UUIDField()
    business_date = models.DateField()
    value = models.PositiveIntegerField()
