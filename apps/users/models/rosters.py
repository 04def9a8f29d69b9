"""Rosters of stores, and when people really worked."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from apps.users.models.staff import STORE_ROLES
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.personal import AT_WORK, NotPersonal, Personal
from dominos.kernel.reasons import MAX_REASON
from dominos.kernel.retention import Forgotten

KEPT = timedelta(days=3 * 365)
_LAW = "the law on working hours"


class Roster(models.Model):
    """A store's roster of the week that begins on `monday`; each change of the draft counts its `revision`."""

    retention = Forgotten(after=KEPT, because=_LAW)
    personal = NotPersonal(because="a store's week")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    store_id = models.UUIDField()
    monday = models.DateField()
    revision = models.PositiveIntegerField(default=0, db_default=0)
    published_revision = models.PositiveIntegerField(null=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.UUIDField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["store_id", "monday"], name="users_one_roster")]

    def __str__(self) -> str:
        return f"{self.monday}"


class RosterShift(models.Model):
    """A planned shift by the store's clock, of the draft or, `is_published`, of what people see."""

    retention = Forgotten(after=KEPT, because=_LAW)
    personal = Personal(of="user_id", at_work=True, unsealed=dict.fromkeys(("starts", "ends"), AT_WORK))

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    roster = models.ForeignKey(Roster, models.CASCADE, related_name="shifts")
    is_published = models.BooleanField(default=False, db_default=False)
    user_id = models.UUIDField()
    role = models.CharField(max_length=20, choices=STORE_ROLES)
    date = models.DateField()
    starts = models.TimeField()
    ends = models.TimeField()
    break_minutes = models.PositiveSmallIntegerField(default=0, db_default=0)

    class Meta:
        indexes = [models.Index("user_id", "date", name="users_roster_person")]

    def __str__(self) -> str:
        return f"{self.date} {self.starts:%H:%M}"


class TimeEntry(models.Model):
    """When somebody worked at a store, from clocking in to clocking out; `shift_id` is a courier's shift."""

    retention = Forgotten(after=KEPT, because=_LAW)
    personal = Personal(of="user_id", at_work=True, unsealed={"reason": AT_WORK})

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user_id = models.UUIDField()
    store_id = models.UUIDField()
    role = models.CharField(max_length=20, choices=STORE_ROLES)
    started_at = models.DateTimeField(default=now, db_default=Now())
    ended_at = models.DateTimeField(null=True)
    break_minutes = models.PositiveSmallIntegerField(default=0, db_default=0)
    shift_id = models.UUIDField(null=True, unique=True)
    corrected_by = models.UUIDField(null=True)
    reason = models.CharField(max_length=MAX_REASON, blank=True, db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint("user_id", condition=Q(ended_at=None), name="users_clocked_in_once"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gt=F("started_at")), name="users_time_entry_ends"
            ),
        ]
        indexes = [models.Index("store_id", "started_at", name="users_time_entry_store")]

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M}"
