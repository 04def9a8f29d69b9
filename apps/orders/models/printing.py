"""The printers of stores and their queues."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from apps.orders.domain.escpos import CODE_PAGES
from apps.orders.domain.slip_kinds import SlipKind
from apps.orders.models.choices import choices_of
from apps.orders.models.orders import Order
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.personal import NotPersonal
from dominos.kernel.retention import Forgotten, Kept


class Printer(models.Model):
    """A network printer of a store that accepts ESC/POS; `kinds` are the slips it prints automatically.

    `answers`: its paper sensor is queried, and a slip counts as printed once it answered. It is not retried
    until `due_at`; since `failing_since` it has not printed, for the reason `trouble`.
    """

    retention = Kept(because="as many as there are printers")

    id = models.UUIDField(primary_key=True, default=new_id)
    store_id = models.UUIDField()
    name = models.CharField(max_length=40)
    host = models.GenericIPAddressField()
    port = models.PositiveIntegerField(default=9100, db_default=9100)
    kinds = models.JSONField(default=list, db_default=[])
    columns = models.PositiveSmallIntegerField(default=42, db_default=42)
    code_page = models.CharField(
        max_length=10, default="cp858", db_default="cp858", choices=[(name, name) for name in CODE_PAGES]
    )
    answers = models.BooleanField(default=True, db_default=True)
    has_drawer = models.BooleanField(default=False, db_default=False)
    has_logo = models.BooleanField(default=False, db_default=False)
    is_on = models.BooleanField(default=True, db_default=True)
    due_at = models.DateTimeField(default=now, db_default=Now())
    failures = models.PositiveIntegerField(default=0, db_default=0)
    failing_since = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=20, blank=True, db_default="")

    class Meta:
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["store_id", "name"], name="orders_printer_name")]

    def __str__(self) -> str:
        return self.name


class PrintJob(models.Model):
    """A queued slip and its state. `copy` is 0 for an automatic one, and counts reprints.

    `is_changed`: the order was corrected since the slip was last printed. A slip that was begun and not
    finished may have been printed nevertheless. Its content is rendered when it is printed.
    """

    retention = Forgotten(after=timedelta(days=7), because="it is on paper")
    personal = NotPersonal(because="which printer printed a slip; the order itself is told")

    id = models.UUIDField(primary_key=True, default=new_id)
    printer = models.ForeignKey(Printer, models.CASCADE, related_name="jobs", db_index=False)
    order = models.ForeignKey(Order, models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=choices_of(SlipKind))
    copy = models.PositiveSmallIntegerField(default=0, db_default=0)
    is_changed = models.BooleanField(default=False, db_default=False)
    begun_at = models.DateTimeField(null=True)
    printed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["order", "printer", "kind", "copy"], name="orders_printed_once")
        ]
        indexes = [
            models.Index(
                fields=["printer", "id"], name="orders_to_print", condition=Q(printed_at__isnull=True)
            )
        ]
