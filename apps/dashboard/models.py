"""What the board shows: a projection of each order, kept from events."""

from django.db import models


class BoardStore(models.Model):
    """A store as its events describe it."""

    store_id = models.UUIDField(primary_key=True)
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=120)

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class BoardOrder(models.Model):
    """An order on the board. Money in minor units; `sequence` is the newest transition seen.

    `business_date` is the store's business day that the order counts for; null before it was placed.
    """

    order_id = models.UUIDField(primary_key=True)
    number = models.CharField(max_length=30)
    store_id = models.UUIDField()
    service = models.CharField(max_length=10)
    status = models.CharField(max_length=20)
    sequence = models.PositiveIntegerField(default=0, db_default=0)
    total = models.PositiveIntegerField(null=True)
    captured = models.PositiveIntegerField(default=0, db_default=0)
    currency = models.CharField(max_length=3, default="", db_default="")
    courier_name = models.CharField(max_length=80, default="", db_default="")
    promised_to = models.DateTimeField(null=True)
    eta_to = models.DateTimeField(null=True)
    stars = models.PositiveSmallIntegerField(null=True)
    placed_at = models.DateTimeField(null=True)
    business_date = models.DateField(null=True)
    completed_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["store_id", "-changed_at"], name="dashboard_board"),
            models.Index(fields=["business_date", "store_id"], name="dashboard_business_date"),
        ]

    def __str__(self) -> str:
        return self.number
