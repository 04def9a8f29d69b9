"""The tables of delivery. Ids of stores, orders and users are other apps'."""

from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from apps.delivery.contract.types import DeliveryStatus
from apps.delivery.domain import CourierStatus, LatLon, OfferStatus, Proof, Vehicle
from apps.delivery.papers import Paper
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id


def choices(
    kind: type[CourierStatus | DeliveryStatus | OfferStatus | Paper | Proof | Vehicle],
) -> list[tuple[str, str]]:
    """The members of an enum as Django choices."""
    return [(member.value, member.value.replace("_", " ").lower()) for member in kind]


class StorePlace(models.Model):
    """Where a store is, as its app told."""

    store_id = models.UUIDField(primary_key=True)
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    lat = models.FloatField()
    lon = models.FloatField()
    is_active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name

    @property
    def point(self) -> LatLon:
        return LatLon(self.lat, self.lon)


class Courier(models.Model):
    """Somebody who delivers; `capacity` in bags, `cash_carried` in minor units."""

    user_id = models.UUIDField(primary_key=True)
    name = models.CharField(max_length=150)
    vehicle = models.CharField(max_length=10, choices=choices(Vehicle), default=Vehicle.BICYCLE)
    capacity = models.PositiveSmallIntegerField(default=4)
    home_store_id = models.UUIDField(null=True, blank=True, db_index=True)
    status = models.CharField(max_length=10, choices=choices(CourierStatus), default=CourierStatus.OFFLINE)
    free_since = models.DateTimeField(default=now)
    heading_store_id = models.UUIDField(null=True, blank=True)
    cash_carried = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=[s.value for s in CourierStatus]), name="delivery_courier_status"
            ),
            models.CheckConstraint(condition=Q(capacity__gte=1), name="delivery_courier_capacity"),
        ]
        indexes = [models.Index("status", name="delivery_courier_status_ix")]

    def __str__(self) -> str:
        return self.name


class CourierDocument(models.Model):
    """A paper a courier has shown; it counts from `verified_at` through `expires_on`."""

    id = models.UUIDField(primary_key=True, default=new_id)
    courier = models.ForeignKey(Courier, models.CASCADE, related_name="documents")
    kind = models.CharField(max_length=10, choices=choices(Paper))
    number = models.CharField(max_length=60)
    expires_on = models.DateField()
    submitted_at = models.DateTimeField(default=now)
    submitted_by = models.UUIDField()
    verified_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.UUIDField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(verified_at=None) | Q(refused_at=None), name="delivery_document_one_verdict"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in Paper]), name="delivery_document_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class Shift(models.Model):
    """A courier's time at work. `ends_at` is the plan; `acked_sequence` the last position without a gap before it.

    `break_seconds` are the breaks that are over; `break_since` is when one began that is not.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    courier = models.ForeignKey(Courier, models.PROTECT, related_name="shifts")
    started_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    acked_sequence = models.PositiveBigIntegerField(default=0)
    break_seconds = models.PositiveIntegerField(default=0)
    break_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("courier", condition=Q(ended_at=None), name="delivery_one_open_shift"),
        ]

    def __str__(self) -> str:
        return f"{self.courier_id} {self.started_at:%Y-%m-%d %H:%M}"


class Delivery(models.Model):
    """One order on its way from a store to a door. `cash_due` in minor units, 0 when paid.

    A failed delivery stays as it ended; bringing the order once more is the next `attempt`, a row of its own.
    `sequence` counts changes, `revision` is the order's that arrived last; `first_expected_at` is the first
    plan's, before any correction: how far off plans are corrects the next ones.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    order_id = models.UUIDField()
    attempt = models.PositiveSmallIntegerField(default=1)
    number = models.CharField(max_length=40)
    store_id = models.UUIDField()
    lat = models.FloatField()
    lon = models.FloatField()
    address = models.CharField(max_length=300)
    note = models.CharField(max_length=500, blank=True)
    recipient = models.CharField(max_length=150)
    bags = models.PositiveSmallIntegerField(default=1)
    contactless = models.BooleanField(default=False)
    cash_due = models.PositiveIntegerField(default=0)
    revision = models.PositiveIntegerField(default=0)
    currency = models.CharField(max_length=3)
    status = models.CharField(max_length=10, choices=choices(DeliveryStatus), default=DeliveryStatus.WAITING)
    sequence = models.PositiveIntegerField(default=0)

    courier = models.ForeignKey(Courier, models.PROTECT, null=True, blank=True, related_name="deliveries")
    run = models.UUIDField(null=True, blank=True)
    stop = models.PositiveSmallIntegerField(default=0)

    requested_at = models.DateTimeField(default=now)
    ready_at = models.DateTimeField()
    is_released = models.BooleanField(default=False)
    geofence_waived = models.BooleanField(default=False)
    assigned_at = models.DateTimeField(null=True, blank=True)
    picked_up_at = models.DateTimeField(null=True, blank=True)
    near_at = models.DateTimeField(null=True, blank=True)
    arrived_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    promised_to = models.DateTimeField()
    drive_seconds = models.PositiveIntegerField(default=0)
    first_expected_at = models.DateTimeField()
    expected_at = models.DateTimeField()
    eta_from = models.DateTimeField()
    eta_to = models.DateTimeField()
    eta_at = models.DateTimeField(default=now)

    pin_tries = models.PositiveSmallIntegerField(default=0)
    contact_attempts = models.PositiveSmallIntegerField(default=0)
    proof = models.CharField(max_length=5, choices=choices(Proof), blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=[s.value for s in DeliveryStatus]), name="delivery_delivery_status"
            ),
            models.CheckConstraint(
                condition=Q(courier__isnull=False)
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
    def point(self) -> LatLon:
        return LatLon(self.lat, self.lon)


class DeliveryPhoto(models.Model):
    """What the courier left at the door of a contactless delivery. The file is private; see `photos.py`."""

    delivery = models.OneToOneField(Delivery, models.CASCADE, primary_key=True, related_name="photo")
    name = models.CharField(max_length=200)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    taken_at = models.DateTimeField(default=now, db_index=True)

    def __str__(self) -> str:
        return self.name


class Recall(models.Model):
    """An order cancelled before the request for its delivery, or for another attempt, came."""

    order_id = models.UUIDField(primary_key=True)
    at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return str(self.order_id)


class DeliveryChange(models.Model):
    """The history of a delivery: what happened, by whom (None: the platform) and why."""

    id = models.UUIDField(primary_key=True, default=new_id)
    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="changes")
    sequence = models.PositiveIntegerField()
    action = models.CharField(max_length=30)
    status = models.CharField(max_length=10)
    actor_id = models.UUIDField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint("delivery", "sequence", name="delivery_change_once")]

    def __str__(self) -> str:
        return f"{self.sequence} {self.action}"


class Offer(models.Model):
    """One delivery of a run offered to a courier; the offers of a run are answered together.

    Deliveries offered to join a run that the courier has accepted carry a name of their own in `run`; `joins` is the
    accepted one, and `route` all deliveries in the sequence that would then hold.

    The indexes hold what must never be: a delivery accepted twice, a delivery offered twice at once, a courier
    with two runs to answer (every run has a first stop).
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    run = models.UUIDField(db_index=True)
    stop = models.PositiveSmallIntegerField()
    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="offers")
    courier = models.ForeignKey(Courier, models.PROTECT, related_name="offers")
    status = models.CharField(max_length=10, choices=choices(OfferStatus), default=OfferStatus.PENDING)
    reason = models.CharField(max_length=300, blank=True)
    offered_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    pick_up_at = models.DateTimeField()
    drop_off_at = models.DateTimeField()
    joins = models.UUIDField(null=True, blank=True)
    route = ArrayField(models.UUIDField(), default=list, blank=True)

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
        return f"{self.delivery_id} to {self.courier_id}: {self.status}"

    @property
    def lasts(self) -> timedelta:
        """How long the courier had to answer."""
        return self.expires_at - self.offered_at


class CourierPosition(models.Model):
    """Where a courier was; `sequence` counts the fixes of a shift from 1, `accuracy` in metres.

    The table is partitioned by day (`partitions.py`), so its key holds the time; a shift's row lock keeps a sequence
    number from being stored twice.
    """

    pk = models.CompositePrimaryKey("shift_id", "sequence", "at")
    shift = models.ForeignKey(Shift, models.CASCADE, related_name="positions", db_index=False)
    courier = models.ForeignKey(Courier, models.CASCADE, related_name="positions", db_index=False)
    sequence = models.PositiveBigIntegerField()
    lat = models.FloatField()
    lon = models.FloatField()
    accuracy = models.FloatField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index("courier", "at", name="delivery_position_of")]

    def __str__(self) -> str:
        return f"{self.courier_id} #{self.sequence}"


class CourierReceipt(models.Model):
    """The answer a courier's message got, so that the message sent again has no second effect."""

    pk = models.CompositePrimaryKey("courier_id", "message_id")
    courier_id = models.UUIDField()
    message_id = models.CharField(max_length=64)
    answer = models.JSONField(null=True)
    at = models.DateTimeField(default=now, db_index=True)

    def __str__(self) -> str:
        return self.message_id
