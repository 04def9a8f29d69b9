"""Deliveries, their history and their proof."""

from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from apps.delivery.contract.types import DeliveryStatus
from apps.delivery.domain.geofence import LatLon
from apps.delivery.domain.proofs import Proof
from apps.delivery.models.choices import choices
from apps.delivery.models.couriers import Courier
from dominos.kernel import contact
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.personal import ONE_OF_A_LIST, NotPersonal, Personal
from dominos.kernel.reasons import MAX_REASON
from dominos.kernel.retention import Erased, Forgotten, Kept, OwnWay
from dominos.kernel.sealed.fields import SealedCharField, SealedFloatField, SealedRows

OVER = ("DELIVERED", "FAILED", "CANCELLED")
NOTE = 701
"""Length: an address note and the order's instructions, separated by a space."""


class Delivery(models.Model):
    """One order on its way from a store to a door. `cash_due` in minor units, 0 when paid.

    A failed delivery stays as it ended; delivering the order again is the next `attempt`, a row of its own.
    `sequence` counts changes, `revision` is the order's latest one; `first_expected_at` is the first plan's
    arrival before any correction, from which plan errors are computed. `alarmed_at` is when the store was
    notified that its ready food has no courier. A dispatcher chose `kept_for`, and excluded `kept_from`.
    `job_id` is the job of the provider who delivers it in place of a courier of ours; providers were last asked for a
    price at `brokered_at`.
    """

    retention = Erased(
        after=timedelta(days=730),
        only=Q(status__in=OVER),
        values=dict.fromkeys(("recipient", "address", "note", "lat", "lon"), ""),
        because="couriers' figures need the delivery; complaints come within two years",
    )
    personal = Personal(
        of="order_id",
        by_order=True,
        erased={**retention.values, "reason": ""},
        unsealed={
            "number": "the order's number of the store's day",
            "currency": ONE_OF_A_LIST,
            "kept_from": "identifiers of couriers",
        },
    )

    id = models.UUIDField(primary_key=True, default=new_id)
    order_id = models.UUIDField()
    attempt = models.PositiveSmallIntegerField(default=1, db_default=1)
    number = models.CharField(max_length=40)
    store_id = models.UUIDField()
    lat = SealedFloatField(default=0.0, db_default="")
    lon = SealedFloatField(default=0.0, db_default="")
    address = SealedCharField(max_length=contact.ADDRESS_LINE)
    note = SealedCharField(max_length=NOTE, blank=True, db_default="")
    recipient = SealedCharField(max_length=contact.NAME)
    bags = models.PositiveSmallIntegerField(default=1, db_default=1)
    contactless = models.BooleanField(default=False, db_default=False)
    cash_due = models.PositiveBigIntegerField(default=0, db_default=0)
    revision = models.PositiveIntegerField(default=0, db_default=0)
    corrected_at = models.DateTimeField(null=True, blank=True)
    currency = models.CharField(max_length=3)
    status = models.CharField(
        max_length=10,
        choices=choices(DeliveryStatus),
        default=DeliveryStatus.WAITING,
        db_default=DeliveryStatus.WAITING,
    )
    sequence = models.PositiveIntegerField(default=0, db_default=0)

    courier = models.ForeignKey(Courier, models.PROTECT, null=True, blank=True, related_name="deliveries")
    kept_for = models.UUIDField(null=True, blank=True)
    kept_from = ArrayField(models.UUIDField(), default=list, db_default=[], blank=True)
    job_id = models.UUIDField(null=True, blank=True)
    run = models.UUIDField(null=True, blank=True)
    stop = models.PositiveSmallIntegerField(default=0, db_default=0)

    requested_at = models.DateTimeField(default=now, db_default=Now())
    ready_at = models.DateTimeField()
    is_released = models.BooleanField(default=False, db_default=False)
    geofence_waived = models.BooleanField(default=False, db_default=False)
    assigned_at = models.DateTimeField(null=True, blank=True)
    picked_up_at = models.DateTimeField(null=True, blank=True)
    near_at = models.DateTimeField(null=True, blank=True)
    arrived_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    alarmed_at = models.DateTimeField(null=True, blank=True)
    courier_waits_at = models.DateTimeField(null=True, blank=True)
    brokered_at = models.DateTimeField(null=True, blank=True)

    promised_to = models.DateTimeField()
    drive_seconds = models.PositiveIntegerField(default=0, db_default=0)
    first_expected_at = models.DateTimeField()
    expected_at = models.DateTimeField()
    eta_from = models.DateTimeField()
    eta_to = models.DateTimeField()
    eta_at = models.DateTimeField(default=now, db_default=Now())

    pin_tries = models.PositiveSmallIntegerField(default=0, db_default=0)
    contact_attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    proof = models.CharField(max_length=5, choices=choices(Proof), blank=True, db_default="")
    reason = SealedCharField(max_length=MAX_REASON, blank=True, db_default="")

    objects: ClassVar[Any] = SealedRows.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=[s.value for s in DeliveryStatus]), name="delivery_delivery_status"
            ),
            models.CheckConstraint(
                condition=Q(courier__isnull=False)
                | Q(job_id__isnull=False)
                | ~Q(status__in=["ASSIGNED", "PICKED_UP", "ARRIVED", "DELIVERED"]),
                name="delivery_assigned_has_courier",
            ),
            models.UniqueConstraint("order_id", "attempt", name="delivery_attempt_once"),
            models.UniqueConstraint(
                "order_id",
                condition=~Q(status__in=["DELIVERED", "FAILED", "CANCELLED"]),
                name="delivery_one_open_attempt",
            ),
        ]
        indexes = [
            models.Index("store_id", "id", name="delivery_by_store"),
            models.Index("courier", "id", name="delivery_by_courier"),
            models.Index("requested_at", name="delivery_requested"),
            models.Index("finished_at", name="delivery_delivered", condition=Q(status="DELIVERED")),
            models.Index(
                "status",
                name="delivery_open",
                condition=~Q(status__in=["DELIVERED", "FAILED", "CANCELLED"]),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def brought_by(self) -> UUID | None:
        """Who brings it, to other apps: a courier of ours, or the job of a provider."""
        return self.courier_id or self.job_id

    @property
    def point(self) -> LatLon:
        return LatLon(self.lat, self.lon)


class DeliveryPhoto(models.Model):
    """The photo of a contactless delivery. The file is private; see `photos.py`."""

    retention = OwnWay(
        by="apps.delivery.use_cases.photos.delete_old_photos",
        because="its file goes with it, after the market's `photo_days`",
    )
    personal = Personal(
        of="delivery__order_id", by_order=True, photo="name", unsealed={"name": "where its file is"}
    )

    delivery = models.OneToOneField(Delivery, models.CASCADE, primary_key=True, related_name="photo")
    name = models.CharField(max_length=200)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    taken_at = models.DateTimeField(default=now, db_default=Now(), db_index=True)

    def __str__(self) -> str:
        return self.name


class Recall(models.Model):
    """An order cancelled before the request for its delivery, or for another attempt, arrived.

    Of an order that goes on otherwise, requests `before` a revision are withdrawn only.
    """

    retention = Forgotten(
        since="order_id", after=timedelta(days=30), because="the request it waited for would have come"
    )
    personal = NotPersonal(because="an order's identifier; the order itself is told by orders")

    order_id = models.UUIDField(primary_key=True)
    before = models.PositiveIntegerField(null=True)
    at = models.DateTimeField(default=now, db_default=Now())

    def __str__(self) -> str:
        return str(self.order_id)


class DeliveryChange(models.Model):
    """The history of a delivery: what happened, by whom (None: the platform) and why."""

    retention = Kept(because="part of its delivery: who did what, and why")
    personal = Personal(
        of="delivery__order_id",
        by_order=True,
        erased={"reason": ""},
        unsealed=dict.fromkeys(("action", "status"), ONE_OF_A_LIST),
    )

    id = models.UUIDField(primary_key=True, default=new_id)
    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="changes")
    sequence = models.PositiveIntegerField()
    action = models.CharField(max_length=30)
    status = models.CharField(max_length=10)
    actor_id = models.UUIDField(null=True, blank=True)
    reason = SealedCharField(max_length=MAX_REASON, blank=True, db_default="")
    at = models.DateTimeField(default=now, db_default=Now())

    objects: ClassVar[Any] = SealedRows.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("delivery", "sequence", name="delivery_change_once")]

    def __str__(self) -> str:
        return f"{self.sequence} {self.action}"
