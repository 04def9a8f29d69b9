"""Tips that customers give after the hand-over."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from apps.payments.domain.charges import ChargeStatus
from apps.payments.models.charges import Charge
from dominos.kernel.personal import BY_THE_GATEWAY, ONE_OF_A_LIST, Personal
from dominos.kernel.retention import Kept


class LateTip(Charge):
    """A tip for the courier who delivered an order, charged after the hand-over.

    `is_returned`: support gives back what is left of it. `refunded` is what the gateway gave back.
    """

    retention = Kept(because="the law on bookkeeping: what was paid for whom")
    personal = Personal(
        of="payer_id",
        erased={"token": "", "gateway_customer": "", "request_key": "", "next_action": None},
        kept_back=("token", "gateway_customer", "request_key"),
        unsealed={
            "order_number": "the order's number of the store's day",
            **dict.fromkeys(("gateway", "currency", "failure_code"), ONE_OF_A_LIST),
            **dict.fromkeys(
                ("token", "gateway_customer", "reference", "next_action", "request_key"), BY_THE_GATEWAY
            ),
        },
    )

    order_id = models.UUIDField(db_index=True)
    order_number = models.CharField(max_length=40, blank=True, db_default="")
    store_id = models.UUIDField()
    courier_id = models.UUIDField()
    payer_id = models.UUIDField(db_index=True)
    gateway_customer = models.CharField(max_length=100, blank=True, db_default="")
    refunded = models.BigIntegerField(default=0, db_default=0)
    is_returned = models.BooleanField(default=False, db_default=False)

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        app_label = "payments"
        constraints = [
            models.UniqueConstraint("payer_id", "request_key", "order_id", name="payments_tip_once"),
            models.CheckConstraint(name="payments_tip_caps", condition=Q(refunded__lte=F("amount"))),
        ]
        indexes = [models.Index("due_at", name="payments_tip_due", condition=Q(due_at__isnull=False))]

    @property
    def returnable(self) -> int:
        """What of it may still be given back."""
        if self.status != ChargeStatus.PAID or self.is_returned:
            return 0
        return max(self.amount - self.refunded - (self.disputed - self.dispute_won), 0)
