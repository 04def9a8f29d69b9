"""Baskets that customers save under a name, to order them again."""

from typing import Any, ClassVar

from django.db import models
from django.db.models.functions import Now

from apps.orders.domain.favourites import MAX_NAME
from apps.orders.models.choices import choices_of
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.personal import Personal
from dominos.kernel.retention import Kept
from dominos.kernel.sealed.fields import SealedJSONField, SealedRows


class Favourite(models.Model):
    """The lines as they were requested, and the destination; optionally a saved address."""

    retention = Kept(because="a person keeps it until they remove it")
    personal = Personal(
        of="customer_id", unsealed={"name": "what its person calls it, by which one takes another's place"}
    )

    id = models.UUIDField(primary_key=True, default=new_id)
    customer_id = models.UUIDField()
    name = models.CharField(max_length=MAX_NAME)
    store_id = models.UUIDField()
    service = models.CharField(max_length=10, choices=choices_of(ServiceMethod))
    address_id = models.UUIDField(null=True)
    lines = SealedJSONField(default=list, db_default="")
    kept_at = models.DateTimeField(default=now, db_default=Now())

    objects: ClassVar[Any] = SealedRows.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint("customer_id", "name", name="orders_favourite_name_once_a_customer"),
        )
