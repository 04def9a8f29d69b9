"""What the board shows: a projection of each order, kept from events."""

from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from dominos.kernel.clock import EARLIEST, now
from dominos.kernel.contact import NAME
from dominos.kernel.messaging.rebuild import Projection
from dominos.kernel.personal import NotPersonal
from dominos.kernel.retention import Erased, Kept


class BoardStore(models.Model):
    """A store as its events describe it."""

    retention = Kept(because="as many as there are stores")

    store_id = models.UUIDField(primary_key=True)
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=120)

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class BoardOrder(models.Model):
    """An order on the board. Money in minor units; `sequence` is the newest transition seen.

    `business_date` is the store's business day that the order counts for; null before it was placed. `store_id` is
    null, and the order on no board, until a message that names it comes. `ended_at` is when it was over, null while
    it is not: a delivery that failed may be tried again, and is judged by the promise when it comes.
    `refunded` and `failed_deliveries` are sums over the messages that are `counted`.
    `no_courier_since` is when food got ready that delivery finds nobody for; `delivery_sequence` is the newest change
    of the delivery that told of its courier or of none. Somebody has to look at it since `attention_since`, and who is
    at `attention_level` was told what is `wrong`; `attention_sequence` is the newest of that news. When it is expected,
    and its stars, are those of the newest news, of `eta_told_at` and `stars_told_at`.
    """

    retention = Erased(
        after=timedelta(days=730), values={"courier_name": ""}, because="figures of any day need its orders"
    )
    personal = NotPersonal(
        because="a copy of what orders and delivery tell of an order, for the stores' figures"
    )

    projection = Projection(since="placed_at")

    order_id = models.UUIDField(primary_key=True)
    number = models.CharField(max_length=30, default="", db_default="")
    store_id = models.UUIDField(null=True)
    service = models.CharField(max_length=10, default="", db_default="")
    channel = models.CharField(max_length=10, default="web", db_default="web")
    status = models.CharField(max_length=20, default="", db_default="")
    sequence = models.PositiveIntegerField(default=0, db_default=0)
    total = models.PositiveBigIntegerField(null=True)
    captured = models.PositiveBigIntegerField(default=0, db_default=0)
    refunded = models.BigIntegerField(default=0, db_default=0)
    failed_deliveries = models.PositiveSmallIntegerField(default=0, db_default=0)
    counted = ArrayField(models.UUIDField(), default=list, db_default=[])
    currency = models.CharField(max_length=3, default="", db_default="")
    courier_name = models.CharField(max_length=NAME, default="", db_default="")
    promised_to = models.DateTimeField(null=True)
    eta_to = models.DateTimeField(null=True)
    eta_told_at = models.DateTimeField(default=EARLIEST, db_default=EARLIEST)
    stars = models.PositiveSmallIntegerField(null=True)
    stars_told_at = models.DateTimeField(default=EARLIEST, db_default=EARLIEST)
    placed_at = models.DateTimeField(null=True)
    business_date = models.DateField(null=True)
    no_courier_since = models.DateTimeField(null=True)
    delivery_sequence = models.PositiveIntegerField(default=0, db_default=0)
    wrong = models.CharField(max_length=20, default="", db_default="")
    attention_level = models.CharField(max_length=10, default="", db_default="")
    attention_since = models.DateTimeField(null=True)
    attention_sequence = models.PositiveSmallIntegerField(default=0, db_default=0)
    is_missed = models.BooleanField(default=False, db_default=False)
    ended_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(default=now, db_default=Now())

    class Meta:
        indexes = [
            models.Index(fields=["store_id"], name="dashboard_board", condition=Q(ended_at=None)),
            models.Index(
                fields=["store_id", "ended_at"], name="dashboard_missed", condition=Q(is_missed=True)
            ),
            models.Index(
                fields=["store_id"],
                name="dashboard_attention",
                condition=Q(attention_since__isnull=False),
            ),
            models.Index(fields=["business_date", "store_id"], name="dashboard_business_date"),
        ]

    def __str__(self) -> str:
        return self.number
