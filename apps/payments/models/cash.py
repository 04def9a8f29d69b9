"""Cash in couriers' bags: counts, and what is owed back to customers."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from apps.payments.models.payments import Payment
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.money import Money
from dominos.kernel.personal import AT_WORK, NotPersonal, Personal
from dominos.kernel.reasons import MAX_REASON
from dominos.kernel.retention import Kept


class CashCount(models.Model):
    """What a courier counted at the end of a shift. Open while a difference waits for its explanation."""

    retention = Kept(because="part of the books")
    personal = Personal(
        of="courier_id", at_work=True, unsealed=dict.fromkeys(("currency", "note", "explanation"), AT_WORK)
    )

    id = models.UUIDField(primary_key=True, default=new_id)
    courier_id = models.UUIDField()
    store_id = models.UUIDField()
    currency = models.CharField(max_length=3)
    expected = models.BigIntegerField()
    counted = models.BigIntegerField()
    note = models.CharField(max_length=200, blank=True, db_default="")
    explanation = models.CharField(max_length=MAX_REASON, blank=True, db_default="")
    explained_by = models.UUIDField(null=True)
    confirmed_by = models.UUIDField(
        null=True, help_text="The second person, for a difference above the limit"
    )
    counted_at = models.DateTimeField(default=now, db_default=Now())
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "courier_id", name="payments_one_open_count", condition=Q(settled_at__isnull=True)
            ),
            models.CheckConstraint(name="payments_count_sign", condition=Q(counted__gte=0)),
            models.CheckConstraint(
                name="payments_count_second_person",
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("explained_by")),
            ),
            models.CheckConstraint(
                name="payments_count_explained",
                condition=Q(settled_at__isnull=True)
                | Q(counted=F("expected"))
                | (~Q(explanation="") & Q(explained_by__isnull=False)),
            ),
        ]
        indexes = [models.Index("store_id", "id", name="payments_counts_of_store")]

    def __str__(self) -> str:
        return f"{Money(self.counted, self.currency)} of {Money(self.expected, self.currency)}"

    @property
    def difference(self) -> int:
        """Counted minus expected."""
        return self.counted - self.expected

    @property
    def is_settled(self) -> bool:
        """Whether counted and expected are equal or their difference is explained."""
        return self.settled_at is not None


class CountedOrder(models.Model):
    """An order whose cash a count covers; each is counted once."""

    retention = Kept(because="part of the books")
    personal = NotPersonal(because="which orders a count was of; the count is told to its courier")

    order_id = models.UUIDField(primary_key=True)
    count = models.ForeignKey(CashCount, on_delete=models.CASCADE, related_name="orders")
    amount = models.BigIntegerField()


class OwedCash(models.Model):
    """What a customer paid at the door for an order that was cancelled meanwhile; to be returned."""

    retention = Kept(because="part of the books")
    personal = NotPersonal(because="part of the books; what was paid and returned is told with the payment")

    order_id = models.UUIDField(primary_key=True)
    payment = models.OneToOneField(Payment, on_delete=models.PROTECT, related_name="owed_cash")
    courier_id = models.UUIDField()
    store_id = models.UUIDField()
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    taken_at = models.DateTimeField()
    returned_at = models.DateTimeField(null=True)
    returned_by = models.UUIDField(null=True)
    note = models.CharField(max_length=200, blank=True, db_default="")

    class Meta:
        verbose_name_plural = "owed cash"
        constraints = [
            models.CheckConstraint(name="payments_owed_sign", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="payments_owed_returned_by_somebody",
                condition=Q(returned_at__isnull=True, returned_by__isnull=True)
                | Q(returned_at__isnull=False, returned_by__isnull=False),
            ),
        ]
        indexes = [models.Index("store_id", "taken_at", name="payments_owed_of_store")]

    def __str__(self) -> str:
        return str(Money(self.amount, self.currency))
