"""Deliveries offered to couriers."""

from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from apps.delivery.domain.states import OfferStatus
from apps.delivery.models.choices import choices
from apps.delivery.models.couriers import Courier
from apps.delivery.models.deliveries import Delivery
from dominos.kernel.ids import new_id
from dominos.kernel.personal import Personal
from dominos.kernel.reasons import MAX_REASON
from dominos.kernel.retention import Forgotten


class Offer(models.Model):
    """One delivery of a run offered to a courier; the offers of a run are answered together.

    Deliveries offered to join an accepted run have an id of their own in `run`; `joins` is the accepted one,
    and `route` all deliveries in the resulting sequence. `why` is the comparison of the couriers when the
    engine chose, the best first; empty if a person chose. The indexes exclude impossible states: a delivery
    accepted twice or offered twice at once, and a courier with two runs to answer (every run has a first
    stop).
    """

    retention = Forgotten(
        after=timedelta(days=90),
        only=~Q(status=OfferStatus.PENDING),
        because="the delivery's history tells who took it",
    )
    personal = Personal(
        of="delivery__order_id",
        by_order=True,
        worker="courier_id",
        erased={"reason": ""},
        kept_back=("why",),  # which tells of other couriers
        unsealed={
            "reason": "why it was not taken, which a courier says",
            **dict.fromkeys(("why", "route"), "couriers and deliveries, by identifiers"),
        },
    )

    id = models.UUIDField(primary_key=True, default=new_id)
    run = models.UUIDField(db_index=True)
    stop = models.PositiveSmallIntegerField()
    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="offers")
    courier = models.ForeignKey(Courier, models.PROTECT, related_name="offers")
    status = models.CharField(
        max_length=10,
        choices=choices(OfferStatus),
        default=OfferStatus.PENDING,
        db_default=OfferStatus.PENDING,
    )
    reason = models.CharField(max_length=MAX_REASON, blank=True, db_default="")
    offered_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    pick_up_at = models.DateTimeField()
    drop_off_at = models.DateTimeField()
    joins = models.UUIDField(null=True, blank=True)
    route = ArrayField(models.UUIDField(), default=list, db_default=[], blank=True)
    why = models.JSONField(default=list, db_default=[], blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "delivery", condition=Q(status="ACCEPTED"), name="delivery_offer_one_accepted"
            ),
            models.UniqueConstraint(
                "delivery", condition=Q(status="PENDING"), name="delivery_offer_one_pending"
            ),
            models.UniqueConstraint(
                "courier", "stop", condition=Q(status="PENDING"), name="delivery_offer_one_run_pending"
            ),
        ]
        indexes = [
            models.Index("expires_at", name="delivery_offer_due", condition=Q(status="PENDING")),
            models.Index("delivery", "courier", name="delivery_offer_pair"),
        ]

    def __str__(self) -> str:
        return f"{self.delivery} to {self.courier}: {self.status}"

    @property
    def lasts(self) -> timedelta:
        """How long the courier had to answer."""
        return self.expires_at - self.offered_at
