"""The tables of the log, in the schema of every app."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.personal import NotPersonal
from dominos.kernel.retention import Kept

MAX_KIND, MAX_ABOUT = 100, 100


class AuditEntry(models.Model):
    """Who did what to which row, and when. People are identified by id only, so that erasing one changes no entry.

    `actor_id` is null for the platform or a stranger; `about` is a row, as in `menu.variant:<key>`. `mac` is the
    platform's keyed digest of the content; `position`, `hash` and the keyed `seal` are set once, when the entry is
    sealed.
    """

    retention = Kept(because="who did what, by identifiers only; the database refuses to delete it")
    personal = NotPersonal(
        because="who did what, by identifiers only: for finding out what was abused, and by whom"
    )

    id = models.UUIDField(primary_key=True, default=new_id)
    at = models.DateTimeField(default=now, db_default=Now())
    kind = models.CharField(max_length=MAX_KIND)
    actor_id = models.UUIDField(null=True)
    about = models.CharField(max_length=MAX_ABOUT, blank=True, db_default="")
    details = models.JSONField(default=dict, db_default={})
    correlation_id = models.UUIDField(null=True)
    mac = models.CharField(max_length=64)
    position = models.PositiveBigIntegerField(null=True, unique=True)
    hash = models.CharField(max_length=64, blank=True, db_default="")
    seal = models.CharField(max_length=64, blank=True, db_default="")

    class Meta:
        abstract = True
        verbose_name_plural = "audit entries"
        indexes = [
            models.Index(fields=["id"], name="%(app_label)s_audit_unsealed", condition=Q(position=None)),
            models.Index(fields=["kind", "id"], name="%(app_label)s_audit_kind"),
            models.Index(fields=["actor_id", "id"], name="%(app_label)s_audit_actor"),
            models.Index(fields=["about", "id"], name="%(app_label)s_audit_about"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.about}"


class AuditAnchor(models.Model):
    """The signed head of an app's log on a day; the process log contains a copy."""

    retention = Kept(because="one row for each day; the database refuses to delete it")

    day = models.DateField(primary_key=True)
    position = models.PositiveBigIntegerField()
    hash = models.CharField(max_length=64)
    signature = models.CharField(max_length=64)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.day} {self.position}"


TABLES: tuple[type[models.Model], ...] = (AuditEntry, AuditAnchor)
