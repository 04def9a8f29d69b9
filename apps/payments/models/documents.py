"""Immutable documents: invoices, credit notes, and closed days."""

from django.db import models
from django.db.models.functions import Now

from apps.payments.models.journal import JournalEntry
from apps.payments.models.payments import Payment
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.personal import Personal
from dominos.kernel.retention import Kept


class InvoiceSeries(models.Model):
    """The last number assigned in a legal entity's year; its row lock makes the numbers gapless.

    Invoices and credit notes (`kind`) are counted separately.
    """

    retention = Kept(because="one row for each legal entity and year")

    pk = models.CompositePrimaryKey("kind", "legal_entity", "year")
    kind = models.CharField(max_length=12, default="invoice", db_default="invoice")
    legal_entity = models.CharField(max_length=120)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0, db_default=0)


class Invoice(models.Model):
    """An issued invoice. The database rejects changes and deletion."""

    retention = Kept(because="the law on bookkeeping; the database refuses to delete it")
    personal = Personal(of="order_id", by_order=True, kept_by_law=True)

    id = models.UUIDField(primary_key=True, default=new_id)
    legal_entity = models.CharField(max_length=120)
    year = models.PositiveSmallIntegerField()
    sequence = models.PositiveIntegerField()
    order_id = models.UUIDField(unique=True)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="invoices")
    customer_id = models.UUIDField()
    store_id = models.UUIDField()
    currency = models.CharField(max_length=3)
    total = models.BigIntegerField()
    document = models.JSONField()
    issued_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("legal_entity", "year", "sequence", name="payments_invoice_number"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """Year and running number within the legal entity."""
        return f"{self.year}-{self.sequence:06d}"


class CreditNote(models.Model):
    """A credit for an invoice or a part of it. The database rejects changes and deletion."""

    retention = Kept(because="the law on bookkeeping; the database refuses to delete it")
    personal = Personal(of="order_id", by_order=True, kept_by_law=True)

    id = models.UUIDField(primary_key=True, default=new_id)
    legal_entity = models.CharField(max_length=120)
    year = models.PositiveSmallIntegerField()
    sequence = models.PositiveIntegerField()
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="credit_notes")
    entry = models.OneToOneField(JournalEntry, on_delete=models.PROTECT, related_name="credit_note")
    order_id = models.UUIDField(db_index=True)
    customer_id = models.UUIDField()
    store_id = models.UUIDField()
    currency = models.CharField(max_length=3)
    total = models.BigIntegerField()
    tax = models.BigIntegerField()
    document = models.JSONField()
    issued_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("legal_entity", "year", "sequence", name="payments_credit_note_number"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """Year and running number within the legal entity, distinguished from invoices' by its prefix."""
        return f"CN-{self.year}-{self.sequence:06d}"


class DayReport(models.Model):
    """A store's closed business day. The database rejects changes and deletion."""

    retention = Kept(because="the law on bookkeeping; the database refuses to delete it")

    id = models.UUIDField(primary_key=True, default=new_id)
    store_id = models.UUIDField()
    day = models.DateField()
    document = models.JSONField()
    closed_at = models.DateTimeField(default=now, db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint("store_id", "day", name="payments_day_closed_once")]

    def __str__(self) -> str:
        return f"{self.document['store']['code']} {self.day}"
