"""The journal. The database rejects unbalanced entries, and every change or deletion."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from apps.payments.domain.accounts import Account, EntryKind
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.money import Money
from dominos.kernel.personal import NotPersonal
from dominos.kernel.retention import Kept


class JournalEntry(models.Model):
    """One movement of money. `key` identifies the fact: payment, kind and the sum of that kind after it.

    A close-out of cash has no payment and no order; entries about a courier, a partner's money or what a delivery
    `provider` is owed name them.
    """

    retention = Kept(because="the law on bookkeeping; the database refuses to delete it")
    personal = NotPersonal(
        because="the books, by identifiers only; what was paid and returned is told with the payment"
    )

    id = models.UUIDField(primary_key=True, default=new_id)
    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=20, choices=[(k.value, k.value) for k in EntryKind])
    payment = models.ForeignKey(
        "payments.Payment", on_delete=models.PROTECT, null=True, related_name="entries"
    )
    order_id = models.UUIDField(null=True, db_index=True)
    store_id = models.UUIDField(null=True)
    business_date = models.DateField(null=True, help_text="The store's business day it is reported in")
    courier_id = models.UUIDField(null=True)
    partner_id = models.UUIDField(null=True)
    provider = models.CharField(max_length=30, blank=True, db_default="")
    currency = models.CharField(max_length=3)
    taxes = models.JSONField(null=True, help_text="Of a sale or a refund: net, tax and gross by rate")
    # How many postings belong to it: none can be added once it is committed.
    size = models.PositiveSmallIntegerField()
    posted_at = models.DateTimeField(default=now, db_default=Now(), db_index=True)

    class Meta:
        app_label = "payments"
        verbose_name_plural = "journal entries"
        indexes = [
            models.Index("store_id", "business_date", name="payments_entries_of_day"),
            models.Index("partner_id", name="payments_entries_of_partner", condition=~Q(partner_id=None)),
            models.Index(
                "provider", "posted_at", name="payments_entries_of_provider", condition=~Q(provider="")
            ),
        ]

    def __str__(self) -> str:
        return self.key


class Posting(models.Model):
    """One line of an entry: a debit is positive, a credit negative; minor units of the entry's currency."""

    retention = Kept(because="the law on bookkeeping; the database refuses to delete it")

    id = models.UUIDField(primary_key=True, default=new_id)
    entry = models.ForeignKey(JournalEntry, on_delete=models.PROTECT, related_name="postings")
    account = models.CharField(max_length=30, choices=[(a.value, a.value) for a in Account])
    amount = models.BigIntegerField()

    class Meta:
        app_label = "payments"
        constraints = [
            models.CheckConstraint(name="payments_posting_moves", condition=~Q(amount=0)),
            models.CheckConstraint(
                name="payments_posting_account", condition=Q(account__in=[a.value for a in Account])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} {Money(self.amount, self.entry.currency)}"
