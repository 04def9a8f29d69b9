"""Couriers, their documents and their shifts."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from apps.delivery.domain.documents import DocumentKind
from apps.delivery.domain.states import CourierStatus, Vehicle
from apps.delivery.models.choices import choices
from dominos.kernel import contact
from dominos.kernel.clock import now
from dominos.kernel.edge.name_validation import validate_name
from dominos.kernel.ids import new_id
from dominos.kernel.personal import AT_WORK, Personal
from dominos.kernel.reasons import MAX_REASON
from dominos.kernel.retention import Kept


class Courier(models.Model):
    """A person who delivers; `capacity` in bags, `cash_carried` in minor units."""

    retention = Kept(because="one row for each courier")
    personal = Personal(of="user_id", at_work=True, unsealed={"name": AT_WORK})

    user_id = models.UUIDField(primary_key=True)
    name = models.CharField(max_length=contact.NAME, validators=[validate_name])
    vehicle = models.CharField(
        max_length=10, choices=choices(Vehicle), default=Vehicle.BICYCLE, db_default=Vehicle.BICYCLE
    )
    capacity = models.PositiveSmallIntegerField(default=4, db_default=4)
    home_store_id = models.UUIDField(null=True, blank=True, db_index=True)
    status = models.CharField(
        max_length=10,
        choices=choices(CourierStatus),
        default=CourierStatus.OFFLINE,
        db_default=CourierStatus.OFFLINE,
    )
    free_since = models.DateTimeField(default=now, db_default=Now())
    heading_store_id = models.UUIDField(null=True, blank=True)
    cash_carried = models.PositiveBigIntegerField(default=0, db_default=0)

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
    """A courier's document; valid from `verified_at` through `expires_on`."""

    retention = Kept(because="as many as there are couriers")
    personal = Personal(of="courier_id", at_work=True, unsealed=dict.fromkeys(("number", "reason"), AT_WORK))

    id = models.UUIDField(primary_key=True, default=new_id)
    courier = models.ForeignKey(Courier, models.CASCADE, related_name="documents")
    kind = models.CharField(max_length=10, choices=choices(DocumentKind))
    number = models.CharField(max_length=60)
    expires_on = models.DateField()
    submitted_at = models.DateTimeField(default=now, db_default=Now())
    submitted_by = models.UUIDField()
    verified_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.UUIDField(null=True, blank=True)
    reason = models.CharField(max_length=MAX_REASON, blank=True, db_default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(verified_at=None) | Q(refused_at=None), name="delivery_document_one_verdict"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in DocumentKind]), name="delivery_document_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class Shift(models.Model):
    """A courier's shift. `ends_at` is the plan; `acked_sequence` the last position without a gap before it.

    `break_seconds` is the sum of finished breaks; `break_since` the start of a current one.
    """

    retention = Kept(because="the law on working hours")
    personal = Personal(of="courier_id", at_work=True)

    id = models.UUIDField(primary_key=True, default=new_id)
    courier = models.ForeignKey(Courier, models.PROTECT, related_name="shifts")
    started_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    acked_sequence = models.PositiveBigIntegerField(default=0, db_default=0)
    break_seconds = models.PositiveIntegerField(default=0, db_default=0)
    break_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("courier", condition=Q(ended_at=None), name="delivery_one_open_shift"),
        ]

    def __str__(self) -> str:
        return f"{self.courier}, {self.started_at:%Y-%m-%d %H:%M}"
