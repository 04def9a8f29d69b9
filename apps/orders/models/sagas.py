"""What an order waits for, and refunds."""

from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from apps.orders.contract.types import AttentionLevel
from apps.orders.domain.saga import SagaState
from apps.orders.models.choices import choices_of
from apps.orders.models.orders import Order
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.money import Money
from dominos.kernel.personal import ONE_OF_A_LIST, NotPersonal, Personal
from dominos.kernel.reasons import MAX_REASON
from dominos.kernel.retention import Kept
from dominos.kernel.sealed.fields import SealedCharField, SealedJSONField, SealedRows
from dominos.kernel.texts.languages import in_words


@in_words
class OrderDisputeStatus(models.TextChoices):
    """A dispute of the payment with the customer's bank."""

    OPEN = "OPEN"
    WON = "WON"
    LOST = "LOST"


class OrderSaga(models.Model):
    """What an order waits for, until when, and what payments and delivery have reported.

    `delivery_facts` is `{courier id: {fact: ISO time}}`: facts wait until the order is ready for them. Those
    before `attempt_began_at` belong to a failed attempt. `revision` counts the adjustments requested of
    payments; the last one began while the order was `revised_in`, for the quote `revision_quote_id`.
    `shortage` is why the store cannot make an order ahead, as far as its customer was told; empty if it can.
    `next_store` is the store offered instead of one that does not answer, with those tried before.

    `attention_at` is when it needs attention, or the next level is notified, unless it moves before; since
    `attention_since` it has waited for a person, last notified at `attention_level`. `attention_news` counts
    these notifications, and `settled` how often support settled its payment. `credit` is the part of
    `authorized` that a gift card or store credit pays.
    """

    retention = Kept(because="part of its order: one row each")
    personal = NotPersonal(because="what an order waits for; what became of it is told with the order")

    order = models.OneToOneField(Order, models.CASCADE, primary_key=True, related_name="saga")
    state = models.CharField(
        max_length=20,
        choices=choices_of(SagaState),
        default=SagaState.AWAITING_PAYMENT,
        db_default=SagaState.AWAITING_PAYMENT,
    )
    deadline_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    payment_id = models.UUIDField(null=True)
    payment_method = models.CharField(max_length=20, blank=True, db_default="")
    failed_payments = models.PositiveSmallIntegerField(default=0, db_default=0)
    authorized = models.PositiveBigIntegerField(default=0, db_default=0)
    credit = models.PositiveBigIntegerField(default=0, db_default=0)
    captured = models.PositiveBigIntegerField(default=0, db_default=0)
    refunded = models.PositiveBigIntegerField(default=0, db_default=0)
    charged_back = models.PositiveBigIntegerField(default=0, db_default=0)
    dispute = models.CharField(max_length=4, blank=True, db_default="", choices=OrderDisputeStatus)
    dispute_news = models.PositiveBigIntegerField(
        default=0, db_default=0, help_text="Sums of its disputes, by which late news are told"
    )
    kept = models.PositiveBigIntegerField(null=True)
    courier_id = models.UUIDField(null=True)
    provider = models.CharField(max_length=30, blank=True, db_default="")
    assigned_at = models.DateTimeField(null=True)
    delivery_facts = models.JSONField(default=dict, db_default={})
    attempt_began_at = models.DateTimeField(null=True)
    revision = models.PositiveSmallIntegerField(default=0, db_default=0)
    revised_in = models.CharField(max_length=20, blank=True, db_default="")
    revision_quote_id = models.UUIDField(null=True)
    shortage = models.JSONField(default=dict, db_default={})
    next_store = models.JSONField(default=dict, db_default={})
    attention_at = models.DateTimeField(null=True)
    attention_since = models.DateTimeField(null=True)
    attention_level = models.CharField(
        max_length=10, blank=True, db_default="", choices=choices_of(AttentionLevel)
    )
    attention_news = models.PositiveSmallIntegerField(default=0, db_default=0)
    settled = models.PositiveSmallIntegerField(default=0, db_default=0)

    class Meta:
        indexes = [
            models.Index(
                fields=["attention_at"],
                name="orders_attention_due",
                condition=Q(attention_at__isnull=False),
            ),
            models.Index(
                fields=["attention_since"],
                name="orders_attention_open",
                condition=Q(attention_since__isnull=False),
            ),
            models.Index(
                fields=["deadline_at"], name="orders_saga_due", condition=Q(deadline_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.state

    @property
    def own_courier_id(self) -> UUID | None:
        """The courier of ours who brings it; None where a `provider`'s does."""
        return None if self.provider else self.courier_id

    @property
    def saga_state(self) -> SagaState:
        """The state as its enum."""
        return SagaState(self.state)

    @property
    def pays_revision(self) -> bool:
        """Whether the order cost nothing and waits for the payment of its revision."""
        return self.state == SagaState.AWAITING_REVISION and self.payment_id is None


@in_words
class OrderRefundStatus(models.TextChoices):
    """The state of a refund at payments."""

    ASKED = "ASKED"
    DONE = "DONE"
    REFUSED = "REFUSED"


class Refund(models.Model):
    """A refund of a paid order. `key` makes it idempotent; `lines` are `{number, quantity, amount, tax}`.

    `asked` is the request as it came, `components` as in the contract of payments. `requested_by` None means
    by rule.
    """

    retention = Kept(because="explains money that was given back")
    personal = Personal(
        of="order_id",
        by_order=True,
        erased={"reason": "", "asked": ""},
        unsealed={
            "key": "names the request, so that it is made once",
            **dict.fromkeys(("components", "lines"), "what was given back, which the books need"),
            **dict.fromkeys(("fault", "code"), ONE_OF_A_LIST),
        },
    )

    id = models.UUIDField(primary_key=True, default=new_id)
    order = models.ForeignKey(Order, models.CASCADE, related_name="refunds")
    key = models.CharField(max_length=100)
    reason = SealedCharField(max_length=MAX_REASON)
    fault = models.CharField(max_length=10)
    asked = SealedJSONField(default=list, db_default="", blank=True)
    amount = models.PositiveBigIntegerField()
    components = models.JSONField()
    lines = models.JSONField(default=list, db_default=[])
    requested_by = models.UUIDField(null=True)
    status = models.CharField(
        max_length=10,
        choices=OrderRefundStatus,
        default=OrderRefundStatus.ASKED,
        db_default=OrderRefundStatus.ASKED,
    )
    code = models.CharField(max_length=60, blank=True, db_default="")
    created_at = models.DateTimeField(default=now, db_default=Now())
    decided_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = SealedRows.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["order", "key"], name="orders_refund_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="orders_refund_of_something"),
        ]

    def __str__(self) -> str:
        return f"{Money(self.amount, self.order.currency)} {self.status}"


class Settlement(models.Model):
    """Support's decision about a payment that no gateway would end, and why; `was` is what the saga waited for."""

    retention = Kept(because="explains money that the chain asked for again, or bore")
    personal = Personal(
        of="order_id", by_order=True, erased={"reason": ""}, unsealed={"action": ONE_OF_A_LIST}
    )

    id = models.UUIDField(primary_key=True, default=new_id)
    order = models.ForeignKey(Order, models.CASCADE, related_name="settlements")
    action = models.CharField(max_length=20)
    was = models.CharField(max_length=20, choices=choices_of(SagaState))
    reason = SealedCharField(max_length=MAX_REASON)
    decided_by = models.UUIDField()
    at = models.DateTimeField(default=now, db_default=Now())

    objects: ClassVar[Any] = SealedRows.as_manager()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.action} {self.at:%Y-%m-%d}"
