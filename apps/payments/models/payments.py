"""Payments, saved cards, the operations requested of payments, and webhooks."""

from datetime import timedelta
from typing import Any, ClassVar

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from apps.payments.contract.types import PaymentStatus
from apps.payments.domain.gateway import Dispute
from apps.payments.domain.payment import LIVE, OperationKind, OperationStatus, PaymentMethod, Position
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.money import Money
from dominos.kernel.personal import BY_THE_GATEWAY, ONE_OF_A_LIST, NotPersonal, Personal
from dominos.kernel.reasons import MAX_REASON
from dominos.kernel.retention import Erased, Forgotten, Kept
from dominos.kernel.sealed.fields import SealedCharField, SealedRows

DIGEST = "a keyed digest, by which declined cards are counted"


class Payment(models.Model):
    """One attempt to pay an order. Amounts in minor units of `currency`."""

    retention = Erased(
        after=timedelta(days=730),
        values={"client": "", "card": "", "token": "", "gateway_customer": ""},
        because="the ledger stands on it; whose card it was matters while it can be disputed",
    )
    personal = Personal(
        of="order_id",
        by_order=True,
        erased={**retention.values, "release_reason": "", "request_key": "", "next_action": None},
        kept_back=("client", "card", "token", "gateway_customer", "request_key"),
        unsealed={
            "order_number": "the order's number of the store's day",
            "order_amounts": "what it is made of, which the books need",
            **dict.fromkeys(("gateway", "currency", "service", "failure_code"), ONE_OF_A_LIST),
            **dict.fromkeys(
                ("token", "gateway_customer", "reference", "next_action", "request_key"), BY_THE_GATEWAY
            ),
            **dict.fromkeys(("client", "card"), DIGEST),
        },
    )

    id = models.UUIDField(primary_key=True, default=new_id)
    order_id = models.UUIDField(db_index=True)
    order_number = models.CharField(max_length=40, blank=True, db_default="")
    customer_id = models.UUIDField(null=True, db_index=True)
    store_id = models.UUIDField(null=True)
    method = models.CharField(max_length=8, choices=[(m.value, m.value) for m in PaymentMethod])
    gateway = models.CharField(max_length=20, blank=True, db_default="")
    status = models.CharField(
        max_length=20,
        choices=[(s.value, s.value) for s in PaymentStatus],
        default=PaymentStatus.CREATED.value,
        db_default=PaymentStatus.CREATED.value,
    )
    currency = models.CharField(max_length=3, blank=True, db_default="")
    amount = models.BigIntegerField()
    business_date = models.DateField(null=True, help_text="The order's business day")
    service = models.CharField(
        max_length=10, blank=True, db_default="", help_text="How the order reaches the customer"
    )
    order_amounts = models.JSONField(
        null=True, help_text="What the amount is made of; the ledger splits by it"
    )
    revision = models.PositiveIntegerField(
        default=0, db_default=0, help_text="Of the order, that the amount follows"
    )
    authorized = models.BigIntegerField(default=0, db_default=0)
    captured = models.BigIntegerField(default=0, db_default=0)
    refunded = models.BigIntegerField(default=0, db_default=0)
    refunded_at = models.DateTimeField(null=True, help_text="The last refund, which may still fail")
    refund_failed = models.BigIntegerField(
        default=0, db_default=0, help_text="Sum of the refunds that came back"
    )
    charged_back = models.BigIntegerField(default=0, db_default=0)
    disputed = models.BigIntegerField(default=0, db_default=0, help_text="Sum of its disputes")
    dispute_won = models.BigIntegerField(default=0, db_default=0)
    dispute_lost = models.BigIntegerField(default=0, db_default=0)
    dispute = models.CharField(
        max_length=4, blank=True, db_default="", choices=[(d.value, d.name) for d in Dispute if d]
    )
    token = models.CharField(
        max_length=100,
        blank=True,
        db_default="",
        help_text="The gateway's token of the card, never its number",
    )
    gateway_customer = models.CharField(
        max_length=100, blank=True, db_default="", help_text="The gateway's reference of the card's owner"
    )
    reference = models.CharField(max_length=100, blank=True, db_default="")
    credit = models.BigIntegerField(
        default=0, db_default=0, help_text="What a gift card or store credit pays"
    )
    credit_id = models.UUIDField(null=True, help_text="The account of that credit")
    part_count = models.PositiveSmallIntegerField(
        default=0, db_default=0, help_text="How many people pay their part of it; 0: one pays all"
    )
    partner_id = models.UUIDField(
        null=True, help_text="Who took the money for us, where it was paid elsewhere"
    )
    commission = models.PositiveIntegerField(
        default=0, db_default=0, help_text="What the partner keeps of it, in hundredths of a percent"
    )
    failure_code = models.CharField(max_length=60, blank=True, db_default="")
    next_action = models.JSONField(null=True)
    release_reason = SealedCharField(max_length=MAX_REASON, blank=True, db_default="")
    client = models.CharField(
        max_length=64, blank=True, db_default="", help_text="Keyed hash of the network address that paid"
    )
    card = models.CharField(
        max_length=64, blank=True, db_default="", help_text="Keyed hash of what the gateway tells the card by"
    )
    request_key = models.CharField(max_length=100, blank=True, db_default="")
    submissions = models.PositiveSmallIntegerField(
        default=1, db_default=1, help_text="How often the customer asked the gateway to authorize it"
    )
    is_test = models.BooleanField(default=False, db_default=False)
    check_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=now, db_default=Now())
    updated_at = models.DateTimeField(default=now, db_default=Now())

    objects: ClassVar[Any] = SealedRows.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "order_id", name="payments_one_live_payment", condition=Q(status__in=sorted(LIVE))
            ),
            models.CheckConstraint(name="payments_captured_cap", condition=Q(captured__lte=F("authorized"))),
            models.CheckConstraint(
                # A bank may take all of a payment back of which a part was refunded.
                name="payments_refunded_cap",
                condition=Q(refunded__lte=F("captured"), charged_back__lte=F("captured")),
            ),
            models.CheckConstraint(name="payments_amounts_sign", condition=Q(amount__gte=0, refunded__gte=0)),
        ]
        indexes = [
            models.Index("check_at", name="payments_check_due", condition=Q(check_at__isnull=False)),
            models.Index("reference", name="payments_reference", condition=~Q(reference="")),
            # Rows lie in the order they came in and change soon after: a few bytes for every hundred pages tell where.
            BrinIndex(fields=["created_at", "updated_at"], name="payments_changed", autosummarize=True),
        ]

    def __str__(self) -> str:
        return f"{self.order_number} {self.status}"

    @property
    def position(self) -> Position:
        """The state that the rules use."""
        return Position(
            PaymentStatus(self.status),
            self.authorized,
            self.captured,
            self.refunded,
            self.refund_failed,
            self.disputed,
            self.dispute_won,
            self.dispute_lost,
        )

    @position.setter
    def position(self, position: Position) -> None:
        self.status = position.status.value
        self.authorized, self.captured = position.authorized, position.captured
        self.refunded, self.refund_failed = position.refunded, position.refund_failed
        self.disputed = position.disputed
        self.dispute_won, self.dispute_lost = position.dispute_won, position.dispute_lost
        self.charged_back = position.charged_back
        self.dispute = position.dispute.value


class Decline(models.Model):
    """A declined card: for an order, or (null) when saving it or paying a part. Counted before the next one is tried.

    `client` is a keyed hash of the network address, `card` of the gateway's card fingerprint. Kept for a
    month.
    """

    retention = Forgotten(
        since="declined_at", after=timedelta(days=30), because="no limit looks back further"
    )
    personal = Personal(
        of="customer_id", kept_back=("client", "card"), unsealed=dict.fromkeys(("client", "card"), DIGEST)
    )

    id = models.UUIDField(primary_key=True, default=new_id)
    order_id = models.UUIDField(null=True, db_index=True)
    customer_id = models.UUIDField(null=True)
    client = models.CharField(max_length=64, blank=True, db_default="")
    card = models.CharField(max_length=64, blank=True, db_default="")
    declined_at = models.DateTimeField(default=now, db_default=Now(), db_index=True)

    class Meta:
        indexes = [
            models.Index("customer_id", "declined_at", name="payments_declines_of_customer"),
            models.Index("client", "declined_at", name="payments_declines_of_client"),
            models.Index("card", "declined_at", name="payments_declines_of_card"),
        ]

    def __str__(self) -> str:
        return f"{self.order_id or 'a card to save'} {self.declined_at}"


class Operation(models.Model):
    """An operation requested of a payment; a worker performs one at a time for each payment."""

    retention = Kept(because="what was done with a payment, and who wanted it")
    personal = Personal(
        of="payment__order_id",
        by_order=True,
        erased={"reason": ""},
        kept_back=("details",),
        unsealed={
            "key": BY_THE_GATEWAY,
            "details": "amounts of lines, which the books need",
            "code": ONE_OF_A_LIST,
        },
    )

    id = models.UUIDField(primary_key=True, default=new_id)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="operations")
    kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in OperationKind])
    key = models.CharField(max_length=100)
    amount = models.BigIntegerField(default=0, db_default=0)
    reason = SealedCharField(max_length=MAX_REASON, blank=True, db_default="")
    details = models.JSONField(default=dict, db_default={}, help_text="Further terms of its command")
    requested_by = models.UUIDField(null=True, help_text="None: by rule")
    status = models.CharField(
        max_length=20,
        choices=[(s.value, s.value) for s in OperationStatus],
        default=OperationStatus.PENDING.value,
        db_default=OperationStatus.PENDING.value,
    )
    code = models.CharField(max_length=60, blank=True, db_default="")
    attempts = models.PositiveIntegerField(default=0, db_default=0)
    due_at = models.DateTimeField(default=now, db_default=Now())
    created_at = models.DateTimeField(default=now, db_default=Now())
    done_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = SealedRows.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("payment", "kind", "key", name="payments_operation_once"),
        ]
        indexes = [
            models.Index("due_at", name="payments_operation_due", condition=Q(status="PENDING")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {Money(self.amount, self.payment.currency)}, {self.payment.order_number}"


class RefundDecision(models.Model):
    """A second person's decision about a refund, with the reason. The database rejects changes and deletion."""

    retention = Kept(because="the law on bookkeeping; the database refuses to delete it")
    personal = NotPersonal(because="who of the staff decided; the refund itself is told")

    operation = models.OneToOneField(
        Operation, on_delete=models.PROTECT, primary_key=True, related_name="decision"
    )
    decided_by = models.UUIDField()
    is_approved = models.BooleanField()
    reason = models.CharField(max_length=MAX_REASON, blank=True, db_default="")
    decided_at = models.DateTimeField(default=now, db_default=Now())

    def __str__(self) -> str:
        return f"{'approved' if self.is_approved else 'declined'}: {self.operation}"


class WebhookEvent(models.Model):
    """A webhook as received, with a valid signature; stored before it is handled."""

    retention = Forgotten(
        after=timedelta(days=90), only=Q(handled_at__isnull=False), because="what it told is in the payment"
    )

    id = models.UUIDField(primary_key=True, default=new_id)
    gateway = models.CharField(max_length=20)
    event_id = models.CharField(max_length=100)
    type = models.CharField(max_length=100)
    reference = models.CharField(max_length=100)
    body = models.TextField()
    received_at = models.DateTimeField(default=now, db_default=Now())
    attempts = models.PositiveIntegerField(default=0, db_default=0)
    due_at = models.DateTimeField(default=now, db_default=Now())
    handled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint("gateway", "event_id", name="payments_webhook_once")]
        indexes = [
            models.Index("due_at", name="payments_webhook_due", condition=Q(handled_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.event_id}"
