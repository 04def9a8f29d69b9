"""Measurements of stores and kitchens, and the latest changes of menus and stores."""

from django.db import models

from apps.orders.contract.types import OrderStatus
from apps.orders.models.choices import choices_of
from dominos.kernel.retention import Kept


class KitchenPace(models.Model):
    """The mean seconds of a stage over a store's recent orders, per batch, and their number (see `eta.Pace`)."""

    retention = Kept(because="as many as there are stores")

    pk = models.CompositePrimaryKey("store_id", "stage")
    store_id = models.UUIDField()
    stage = models.CharField(max_length=20, choices=choices_of(OrderStatus))
    mean = models.FloatField()
    orders = models.PositiveSmallIntegerField()


class StageErrors(models.Model):
    """Estimate errors of a store's recent orders completed in one hour of the day (UTC).

    `recent` is oldest first: `{at, held, stages: {stage: [planned, observed] seconds}}`.
    """

    retention = Kept(because="as many as there are stores")

    pk = models.CompositePrimaryKey("store_id", "hour")
    store_id = models.UUIDField()
    hour = models.PositiveSmallIntegerField()
    recent = models.JSONField(default=list, db_default=[])


class StoreChanges(models.Model):
    """The latest changes of menu and store: whether an earlier quote may still be valid."""

    retention = Kept(because="as many as there are stores")

    store_id = models.UUIDField(primary_key=True)
    menu_version = models.CharField(max_length=100, blank=True, db_default="")
    availability_changed_at = models.DateTimeField(null=True)
