"""Group orders, and the lines that people add to them."""

from datetime import timedelta

from django.db import models
from django.db.models.functions import Now

from apps.orders.domain.groups import KEPT, MAX_NAME
from apps.orders.models.choices import choices_of
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.personal import BRIEFLY, Personal
from dominos.kernel.retention import Forgotten


class OrderGroup(models.Model):
    """A basket that a host shares by a link until `ends_at`; a closed one accepts nothing until its host opens it.

    Of `order_id` each pays their part until `pay_by`.
    """

    retention = Forgotten(since="ends_at", after=KEPT, because="the order has what came of it")
    personal = Personal(of="host_id", unsealed=BRIEFLY)

    id = models.UUIDField(primary_key=True, default=new_id)
    host_id = models.UUIDField(db_index=True)
    host_name = models.CharField(max_length=MAX_NAME)
    store_id = models.UUIDField()
    service = models.CharField(max_length=10, choices=choices_of(ServiceMethod))
    ends_at = models.DateTimeField(db_index=True)
    is_closed = models.BooleanField(default=False, db_default=False)
    order_id = models.UUIDField(null=True, unique=True)
    pay_by = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=now, db_default=Now())


class GroupLine(models.Model):
    """A requested line, with its name and price at that time."""

    retention = Forgotten(after=timedelta(days=3), because="it belongs to its group, which is over by then")
    personal = Personal(of="person_id", unsealed=BRIEFLY)

    id = models.UUIDField(primary_key=True, default=new_id)
    group = models.ForeignKey(OrderGroup, models.CASCADE, related_name="lines")
    person_id = models.UUIDField(db_index=True)
    name = models.CharField(max_length=MAX_NAME)
    line = models.JSONField()
    product = models.TextField()
    description = models.TextField(blank=True, db_default="")
    total = models.PositiveBigIntegerField()
