"""Quotes, orders with their history, and the saga's rows."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper

from apps.orders import eta
from apps.orders.columns import phone_tail
from apps.orders.contract.types import Amounts, EtaCause, OrderStatus, TaxLine
from apps.orders.eta import Plan, Window
from apps.orders.saga import SagaState
from apps.orders.states import INITIAL, Action, Actor
from apps.stores.contract.types import Kitchen, ServiceMethod
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id

KITCHEN_STATUSES = (
    OrderStatus.PLACED,
    OrderStatus.ACCEPTED,
    OrderStatus.PREPARING,
    OrderStatus.BAKING,
    OrderStatus.READY,
)


def _words(enum: Any) -> list[tuple[str, str]]:
    return [(member.value, member.value) for member in enum]


class Sale(models.Model):
    """What a quote and an order have in common: frozen lines, terms, address and amounts in minor units.

    `lines` are the priced lines as JSON, `deals` those applied, `terms` what the store granted (see
    `quoting.terms_of`). `scheduled_for` is the start of the slot of an order placed ahead.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    store_id = models.UUIDField()
    service = models.CharField(max_length=10, choices=_words(ServiceMethod))
    currency = models.CharField(max_length=3)
    food = models.PositiveBigIntegerField()
    discount = models.PositiveBigIntegerField()
    delivery_fee = models.PositiveBigIntegerField()
    tax = models.PositiveBigIntegerField()
    tax_added = models.PositiveBigIntegerField()
    tip = models.PositiveBigIntegerField()
    small_order_fee = models.PositiveBigIntegerField(default=0)
    deposit = models.PositiveBigIntegerField(default=0)
    rounding = models.SmallIntegerField(default=0)
    savings = models.PositiveBigIntegerField(default=0)
    tax_lines = models.JSONField(default=list)
    total = models.PositiveBigIntegerField()
    lines = models.JSONField()
    deals = models.JSONField(default=list)
    scheduled_for = models.DateTimeField(null=True)
    terms = models.JSONField()
    address = models.JSONField(null=True)
    pizzas = models.PositiveSmallIntegerField()
    stage_plan = models.JSONField(default=dict)
    business_date = models.DateField()
    promised_from = models.DateTimeField()
    promised_to = models.DateTimeField()
    created_at = models.DateTimeField(default=now)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    total=F("food")
                    - F("discount")
                    + F("delivery_fee")
                    + F("small_order_fee")
                    + F("deposit")
                    + F("tax_added")
                    + F("tip")
                    + F("rounding"),
                    discount__lte=F("food"),
                ),
                name="%(app_label)s_%(class)s_total",
            )
        ]

    @property
    def amounts(self) -> Amounts:
        """The frozen amounts."""
        values = {name: getattr(self, name) for name in Amounts.__dataclass_fields__}
        return Amounts(**{**values, "tax_lines": tuple(TaxLine(**line) for line in self.tax_lines)})

    @property
    def kitchen(self) -> Kitchen:
        """What the store's kitchen could do."""
        return Kitchen(**self.terms["kitchen"])

    @property
    def plan(self) -> Plan:
        """The stages as they were expected when quoted; no road when collected."""
        return eta.from_json(self.stage_plan)


class Quote(Sale):
    """A price held for ten minutes. Without `customer_id` whoever holds its id may place it."""

    customer_id = models.UUIDField(null=True)
    basket_hash = models.CharField(max_length=64)
    menu_version = models.CharField(max_length=100)
    fallbacks = models.JSONField(default=list)
    wish = models.JSONField(default=dict)
    unused_deals = models.JSONField(default=dict)
    orderable_until = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(db_index=True)

    class Meta(Sale.Meta):
        pass


class Order(Sale):
    """An order. `sequence` counts its transitions, `stage_times` is when each status began (ISO 8601).

    `eta_cause` is why the window
    shown moved the last time, empty while it only narrowed. Who bumped it may take that back as `undo_by` until
    `undo_until`. `earlier_attempts` are the stage times of
    deliveries that failed. `here_at` is when a customer who collects said to be there, with the spot and the car.
    """

    number = models.CharField(max_length=20)
    quote_id = models.UUIDField(unique=True)
    customer_id = models.UUIDField()
    channel = models.CharField(max_length=10, default="web")
    status = models.CharField(max_length=20, choices=_words(OrderStatus), default=INITIAL)
    sequence = models.PositiveIntegerField(default=0)
    stage_times = models.JSONField(default=dict)
    eta_from = models.DateTimeField()
    eta_to = models.DateTimeField()
    eta_cause = models.CharField(max_length=10, choices=_words(EtaCause), blank=True)
    contact_name = models.CharField(max_length=100)
    contact_phone = models.CharField(max_length=30)
    contact_email = models.CharField(max_length=254, blank=True)
    is_guest = models.BooleanField(default=False)
    deal_holder = models.CharField(max_length=100, blank=True)
    instructions = models.CharField(max_length=500, blank=True)
    contactless = models.BooleanField(default=False)
    collection_code = models.CharField(max_length=6, blank=True)
    undo_by = models.UUIDField(null=True)
    undo_until = models.DateTimeField(null=True)
    earlier_attempts = models.JSONField(default=list)
    here_at = models.DateTimeField(null=True)
    parking_spot = models.CharField(max_length=40, blank=True)
    vehicle = models.CharField(max_length=100, blank=True)

    class Meta(Sale.Meta):
        constraints = [
            *Sale.Meta.constraints,
            models.UniqueConstraint(fields=["store_id", "number"], name="orders_order_number"),
        ]
        indexes = [
            models.Index(fields=["customer_id", "-id"], name="orders_of_customer"),
            models.Index(fields=["store_id", "-id"], name="orders_of_store"),
            models.Index(Upper("contact_email"), name="orders_of_email", condition=~Q(contact_email="")),
            models.Index(phone_tail("contact_phone"), name="orders_by_phone"),
            models.Index("number", name="orders_of_number"),
            models.Index(
                fields=["store_id", "promised_to"],
                name="orders_make_line",
                condition=Q(status__in=KITCHEN_STATUSES),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def eta(self) -> Window:
        """The window shown now."""
        return Window(self.eta_from, self.eta_to)

    @property
    def state(self) -> OrderStatus:
        """The status as its enum."""
        return OrderStatus(self.status)

    @property
    def method(self) -> ServiceMethod:
        """The service as its enum."""
        return ServiceMethod(self.service)

    @property
    def release_at(self) -> datetime | None:
        """When the store gets an order placed ahead; None for one as soon as possible."""
        if self.scheduled_for is None:
            return None
        return self.scheduled_for - timedelta(seconds=self.terms["lead_seconds"])

    def began(self, status: OrderStatus) -> datetime | None:
        """When the status began, if it has."""
        found = self.stage_times.get(status)
        return datetime.fromisoformat(found) if found else None


class OrderHistory(models.Model):
    """One row for each transition: what moved the order, who and why. `action` is `place` for the first."""

    id = models.UUIDField(primary_key=True, default=new_id)
    order = models.ForeignKey(Order, models.CASCADE, related_name="history")
    sequence = models.PositiveIntegerField()
    action = models.CharField(max_length=20)
    previous = models.CharField(max_length=20, blank=True)
    status = models.CharField(max_length=20)
    actor = models.CharField(max_length=20, choices=_words(Actor))
    actor_id = models.UUIDField(null=True)
    reason = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["sequence"]
        constraints = [models.UniqueConstraint(fields=["order", "sequence"], name="orders_history_once")]


DISPUTES = ("OPEN", "WON", "LOST")


class OrderSaga(models.Model):
    """What an order waits for, until when, and what payments and delivery have told.

    `road` is `{courier id: {fact: ISO time}}`: facts wait here until the order is ready for them. Facts from before
    `road_since` belong to an attempt that failed. `revision` counts what payments were asked to cover anew; the last
    one began while the order was `revised_in`, for the quote `revision_quote_id`.
    """

    order = models.OneToOneField(Order, models.CASCADE, primary_key=True, related_name="saga")
    state = models.CharField(max_length=20, choices=_words(SagaState), default=SagaState.AWAITING_PAYMENT)
    deadline_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    payment_id = models.UUIDField(null=True)
    payment_method = models.CharField(max_length=20, blank=True)
    failed_payments = models.PositiveSmallIntegerField(default=0)
    authorized = models.PositiveBigIntegerField(default=0)
    captured = models.PositiveBigIntegerField(default=0)
    refunded = models.PositiveBigIntegerField(default=0)
    charged_back = models.PositiveBigIntegerField(default=0)
    dispute = models.CharField(max_length=4, blank=True, choices=[(word, word) for word in DISPUTES])
    kept = models.PositiveBigIntegerField(null=True)
    courier_id = models.UUIDField(null=True)
    assigned_at = models.DateTimeField(null=True)
    road = models.JSONField(default=dict)
    road_since = models.DateTimeField(null=True)
    revision = models.PositiveSmallIntegerField(default=0)
    revised_in = models.CharField(max_length=20, blank=True)
    revision_quote_id = models.UUIDField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["deadline_at"], name="orders_saga_due", condition=Q(deadline_at__isnull=False)
            )
        ]

    @property
    def saga_state(self) -> SagaState:
        """The state as its enum."""
        return SagaState(self.state)


class SlotUse(models.Model):
    """What orders placed ahead take of a slot, those that still wait for their payment included."""

    pk = models.CompositePrimaryKey("store_id", "service", "starts_at")
    store_id = models.UUIDField()
    service = models.CharField(max_length=10, choices=_words(ServiceMethod))
    starts_at = models.DateTimeField()
    orders = models.PositiveIntegerField()
    pizzas = models.PositiveIntegerField()


class DealUse(models.Model):
    """How many orders use a limited deal: of one customer, or of all where `holder` is empty. `most` as last told."""

    pk = models.CompositePrimaryKey("code", "holder")
    code = models.CharField(max_length=60)
    holder = models.CharField(max_length=100, blank=True)
    used = models.PositiveIntegerField()
    most = models.PositiveIntegerField()


class DayCounter(models.Model):
    """How many orders a store has numbered on a business date."""

    pk = models.CompositePrimaryKey("store_id", "business_date")
    store_id = models.UUIDField()
    business_date = models.DateField()
    value = models.PositiveIntegerField()


class Refund(models.Model):
    """Money asked back for a paid order. `key` makes it once; `lines` are `{number, quantity, amount, tax}`.

    `asked` is the wish as it came, `components` as in the contract of payments. `requested_by` None is by rule.
    """

    class Status(models.TextChoices):
        """Where it stands with payments."""

        ASKED = "ASKED"
        DONE = "DONE"
        REFUSED = "REFUSED"

    id = models.UUIDField(primary_key=True, default=new_id)
    order = models.ForeignKey(Order, models.CASCADE, related_name="refunds")
    key = models.CharField(max_length=100)
    reason = models.CharField(max_length=500)
    fault = models.CharField(max_length=10)
    asked = models.JSONField(default=list)
    amount = models.PositiveBigIntegerField()
    components = models.JSONField()
    lines = models.JSONField(default=list)
    requested_by = models.UUIDField(null=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.ASKED)
    code = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField(default=now)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["order", "key"], name="orders_refund_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="orders_refund_of_something"),
        ]


class KitchenPace(models.Model):
    """The mean seconds of a stage over a store's recent orders, by batch, and how many they are (see `eta.Pace`)."""

    pk = models.CompositePrimaryKey("store_id", "stage")
    store_id = models.UUIDField()
    stage = models.CharField(max_length=20, choices=_words(OrderStatus))
    mean = models.FloatField()
    orders = models.PositiveSmallIntegerField()


class StageErrors(models.Model):
    """What the recent orders of a store, completed in one hour of the day (UTC), have shown about its estimates.

    `recent` is oldest first: `{at, held, stages: {stage: [planned, observed] seconds}}`.
    """

    pk = models.CompositePrimaryKey("store_id", "hour")
    store_id = models.UUIDField()
    hour = models.PositiveSmallIntegerField()
    recent = models.JSONField(default=list)


class StoreFacts(models.Model):
    """What menu and stores told last: whether a quote of before may still be true."""

    store_id = models.UUIDField(primary_key=True)
    menu_version = models.CharField(max_length=100, blank=True)
    availability_changed_at = models.DateTimeField(null=True)


def history_row(
    order: Order, *, action: Action | str, previous: str, actor: Actor, actor_id: UUID | None, reason: str
) -> OrderHistory:
    """The history row of the transition the order has just made."""
    return OrderHistory(
        order=order,
        sequence=order.sequence,
        action=action,
        previous=previous,
        status=order.status,
        actor=actor,
        actor_id=actor_id,
        reason=reason,
        at=now(),
    )
