"""The projection of each order that the board shows and figures are computed from; kept up to date by events."""

from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Now

from apps.dashboard.domain.board import CHANGES_KEPT
from apps.stores.contract.business_day import DAY_STARTS_AT
from dominos.kernel.clock import EARLIEST, now
from dominos.kernel.contact import NAME
from dominos.kernel.messaging.rebuild import Projection
from dominos.kernel.personal import NotPersonal
from dominos.kernel.reasons import MAX_REASON
from dominos.kernel.retention import Erased, Forgotten, Kept, OwnWay


class BoardStore(models.Model):
    """A store as its events describe it. `week_told_at`: when its next weekly summary is due; None if not yet
    planned.
    """

    retention = Kept(because="as many as there are stores")

    store_id = models.UUIDField(primary_key=True)
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    currency = models.CharField(max_length=3, default="", db_default="")
    timezone = models.CharField(max_length=50, default="UTC", db_default="UTC")
    day_starts_at = models.TimeField(default=DAY_STARTS_AT, db_default=DAY_STARTS_AT)
    week_told_at = models.DateTimeField(null=True, db_index=True)

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class ShownOrder(models.Model):
    """What the board shows of an order: see `BoardOrder`."""

    number = models.CharField(max_length=30, default="", db_default="")
    store_id = models.UUIDField(null=True)
    service = models.CharField(max_length=10, default="", db_default="")
    status = models.CharField(max_length=20, default="", db_default="")
    sequence = models.PositiveIntegerField(default=0, db_default=0)
    total = models.PositiveBigIntegerField(null=True)
    currency = models.CharField(max_length=3, default="", db_default="")
    courier_name = models.CharField(max_length=NAME, default="", db_default="")
    promised_to = models.DateTimeField(null=True)
    eta_to = models.DateTimeField(null=True)
    no_courier_since = models.DateTimeField(null=True)
    wrong = models.CharField(max_length=20, default="", db_default="")
    attention_level = models.CharField(max_length=10, default="", db_default="")
    attention_since = models.DateTimeField(null=True)
    is_missed = models.BooleanField(default=False, db_default=False)
    ended_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(default=now, db_default=Now())

    class Meta:
        abstract = True


class BoardOrder(ShownOrder):
    """An order on the board. Money in minor units; `sequence` is the newest transition seen.

    `business_date` is the store's business day that the order counts for; null before it was placed. `store_id` is
    null, and the order on no board, until a message that names it comes. `ended_at` is when it was over, null while
    it is not: a delivery that failed may be tried again, and is judged by the promise when it comes.
    `refunded`, `failed_deliveries` and `late_tip` (given after the hand-over, no part of the sale) are sums over the
    messages that are `counted`.
    `no_courier_since` is when food got ready that delivery finds nobody for; `delivery_sequence` is the newest change
    of the delivery that told of its courier or of none. Somebody has to look at it since `attention_since`, and who is
    at `attention_level` was told what is `wrong`; `attention_sequence` is the newest of that news. When it is expected,
    and its stars, are those of the newest news, of `eta_told_at` and `stars_told_at`.

    `lines` and `deals` are those it was placed with (`product`, `name`, `quantity`, `total`; `code`, `name`,
    `discount`), `revised` both as of its last change. `stages` are seconds by stage, once it is completed. What was
    captured was booked on `booked_on` as `sale`, amounts by part; None: on `business_date`. The customer is known by a
    pseudonym, `claimed_key` where an account took over a guest's order; of an order that `is_forgotten` there is none.
    """

    retention = Erased(
        after=timedelta(days=730), values={"courier_name": ""}, because="figures of any day need its orders"
    )
    personal = NotPersonal(
        because="a copy of what orders and delivery tell of an order, for the stores' figures"
    )

    projection = Projection(since="placed_at", kept=Q(is_forgotten=True))

    order_id = models.UUIDField(primary_key=True)
    channel = models.CharField(max_length=10, default="web", db_default="web")
    captured = models.PositiveBigIntegerField(default=0, db_default=0)
    refunded = models.BigIntegerField(default=0, db_default=0)
    failed_deliveries = models.PositiveSmallIntegerField(default=0, db_default=0)
    counted = ArrayField(models.UUIDField(), default=list, db_default=[])
    courier_id = models.UUIDField(null=True)
    promised_from = models.DateTimeField(null=True)
    eta_told_at = models.DateTimeField(default=EARLIEST, db_default=EARLIEST)
    stars = models.PositiveSmallIntegerField(null=True)
    stars_told_at = models.DateTimeField(default=EARLIEST, db_default=EARLIEST)
    placed_at = models.DateTimeField(null=True)
    business_date = models.DateField(null=True)
    delivery_sequence = models.PositiveIntegerField(default=0, db_default=0)
    attention_sequence = models.PositiveSmallIntegerField(default=0, db_default=0)
    lines = models.JSONField(default=list, db_default=[])
    deals = models.JSONField(default=list, db_default=[])
    revised = models.JSONField(null=True)
    revised_sequence = models.PositiveIntegerField(default=0, db_default=0)
    stages = models.JSONField(default=dict, db_default={})
    method = models.CharField(max_length=10, default="", db_default="")
    sale = models.JSONField(default=dict, db_default={})
    late_tip = models.BigIntegerField(default=0, db_default=0)
    booked_on = models.DateField(null=True)
    customer_key = models.UUIDField(null=True)
    claimed_key = models.UUIDField(null=True)
    is_forgotten = models.BooleanField(default=False, db_default=False)

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
            models.Index(F("store_id"), Coalesce("booked_on", "business_date"), name="dashboard_booked_on"),
            models.Index(
                Coalesce("claimed_key", "customer_key"),
                F("business_date"),
                F("placed_at"),
                name="dashboard_orders_of_customer",
                condition=Q(ended_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class BoardChange(ShownOrder):
    """An order as a board showed it from the instant `at` until its next change; without a status it left that board.

    Written by a trigger of the orders, in the transaction that changed what is shown. Names no customer.
    """

    retention = Forgotten(
        after=CHANGES_KEPT,
        since="at",
        because="any minute of `REPLAYED` is shown again, with orders made before",
    )
    personal = NotPersonal(
        because="a copy of what the board showed: a number, amounts, times, and a courier's first name"
    )

    id = models.BigAutoField(primary_key=True)
    order_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["store_id", "at"], name="dashboard_changes_of_board"),
            BrinIndex(fields=["at"], name="dashboard_changes_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.status}"


class BoardRefund(models.Model):
    """An amount refunded to a customer, in minor units, by the message that reported it; negative if the bank
    returned it.
    """

    retention = Erased(after=timedelta(days=730), values={"reason": ""}, because="figures of any day need it")
    personal = NotPersonal(because="a copy of what payments tell of a refund; `sever` takes its reason")

    message_id = models.UUIDField(primary_key=True)
    order = models.ForeignKey(BoardOrder, models.CASCADE, related_name="refunds")
    amount = models.BigIntegerField()
    reason = models.CharField(max_length=MAX_REASON, default="", db_default="")
    booked_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["booked_on"], name="dashboard_refund_booked_on")]


class BoardShift(models.Model):
    """A finished courier shift, by the business day on which it began."""

    retention = Erased(
        after=timedelta(days=730), values={"courier_name": ""}, because="figures of any day need its shifts"
    )
    personal = NotPersonal(because="a copy of what delivery tells of a shift, for the stores' figures")
    projection = Projection(since="started_at")

    shift_id = models.UUIDField(primary_key=True)
    courier_id = models.UUIDField()
    courier_name = models.CharField(max_length=NAME, default="", db_default="")
    store_id = models.UUIDField(null=True)
    business_date = models.DateField()
    started_at = models.DateTimeField()
    worked_minutes = models.PositiveIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["business_date", "store_id"], name="dashboard_shifts"),
            models.Index(fields=["courier_id"], name="dashboard_shifts_of_courier"),
        ]


class ChangedDay(models.Model):
    """A store's day whose figures are outdated. Written by a trigger on orders, claimed by the refresh task."""

    retention = OwnWay(
        by="apps.dashboard.use_cases.day_figures.refresh", because="until figures are made anew"
    )

    id = models.BigAutoField(primary_key=True)
    store_id = models.UUIDField()
    day = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["day", "store_id"], name="dashboard_changed_day")]


class DayFigure(models.Model):
    """A figure of a store's day: `count` and `amount` of a `measure` by `key` (see `queries/measures.py`).

    Recomputed from the orders whenever they change. `label` is the display name of the key.
    """

    retention = Kept(because="some hundred rows a day and store, which name nobody")

    id = models.BigAutoField(primary_key=True)
    store_id = models.UUIDField()
    day = models.DateField()
    currency = models.CharField(max_length=3)
    measure = models.CharField(max_length=12)
    key = models.CharField(max_length=60)
    label = models.CharField(max_length=200, default="", db_default="")
    count = models.BigIntegerField()
    amount = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(
                fields=["measure", "day", "store_id"],
                include=["currency", "key", "count", "amount"],
                name="dashboard_figures",
            ),
            models.Index(fields=["store_id", "day"], name="dashboard_figures_of_day"),
        ]
