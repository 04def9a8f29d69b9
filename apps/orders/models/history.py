"""The history of orders: a row for each transition."""

from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.db.models.functions import Now

from apps.orders.domain.states import Actor, OrderAction
from apps.orders.models.choices import choices_of
from apps.orders.models.orders import Order
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.personal import ONE_OF_A_LIST, Personal
from dominos.kernel.prepared_writes import new
from dominos.kernel.reasons import MAX_REASON
from dominos.kernel.retention import Kept
from dominos.kernel.sealed.fields import SealedCharField, SealedRows


class OrderHistory(models.Model):
    """One row for each transition: what moved the order, who and why. `action` is `place` for the first."""

    retention = Kept(because="part of its order: who moved it, and why")
    personal = Personal(
        of="order_id",
        by_order=True,
        erased={"reason": ""},
        unsealed=dict.fromkeys(("action", "previous", "status"), ONE_OF_A_LIST),
    )

    id = models.UUIDField(primary_key=True, default=new_id)
    order = models.ForeignKey(Order, models.CASCADE, related_name="history")
    sequence = models.PositiveIntegerField()
    action = models.CharField(max_length=20)
    previous = models.CharField(max_length=20, blank=True, db_default="")
    status = models.CharField(max_length=20)
    actor = models.CharField(max_length=20, choices=choices_of(Actor))
    actor_id = models.UUIDField(null=True)
    reason = SealedCharField(max_length=MAX_REASON, blank=True, db_default="")
    at = models.DateTimeField(default=now, db_default=Now())

    objects: ClassVar[Any] = SealedRows.as_manager()

    class Meta:
        ordering = ["sequence"]
        verbose_name_plural = "order histories"
        constraints = [models.UniqueConstraint(fields=["order", "sequence"], name="orders_history_once")]

    def __str__(self) -> str:
        return f"{self.sequence} {self.action}"


def history_row(
    order: Order,
    *,
    action: OrderAction | str,
    previous: str,
    actor: Actor,
    actor_id: UUID | None,
    reason: str,
) -> OrderHistory:
    """The history row of the transition the order has just made."""
    return new(
        OrderHistory,
        order=order,
        sequence=order.sequence,
        action=action,
        previous=previous,
        status=order.status,
        actor=actor,
        actor_id=actor_id,
        reason=reason,
        at=now(),
    )
