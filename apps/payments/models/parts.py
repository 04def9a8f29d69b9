"""Parts of a payment: what each of several people pays of it, and how a refund was split among them."""

from datetime import timedelta
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from apps.payments.contract.types import PaymentStatus
from apps.payments.domain.gateway import SUMS
from apps.payments.domain.payment import PAID, Position
from apps.payments.models.payments import DIGEST, Payment
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.money import Money
from dominos.kernel.personal import BY_THE_GATEWAY, ONE_OF_A_LIST, NotPersonal, Personal
from dominos.kernel.retention import Erased, Kept


class PaymentPart(models.Model):
    """What `person_id` owes of a payment, and the attempt to pay it that counts now. Amounts in minor units.

    `payer_id` pays it: the person, or the host who took it over. An attempt's request stands in the row before the
    gateway is called: CREATED with a token has no known outcome. CREATED without one, FAILED and VOIDED can be tried
    anew while the payment waits. `submissions`: how often that attempt was asked for.
    """

    retention = Erased(
        after=timedelta(days=730),
        values={"client": "", "card": "", "token": "", "gateway_customer": ""},
        because="it belongs to its payment; whose card it was matters while it can be disputed",
    )
    personal = Personal(
        of="payer_id",
        erased={**retention.values, "request_key": "", "next_action": None},
        kept_back=("client", "card", "token", "gateway_customer", "request_key"),
        unsealed={
            "failure_code": ONE_OF_A_LIST,
            **dict.fromkeys(
                ("token", "gateway_customer", "reference", "next_action", "request_key"), BY_THE_GATEWAY
            ),
            **dict.fromkeys(("client", "card"), DIGEST),
        },
    )

    id = models.UUIDField(primary_key=True, default=new_id)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="parts")
    person_id = models.UUIDField()
    payer_id = models.UUIDField(db_index=True)
    amount = models.BigIntegerField()
    status = models.CharField(
        max_length=20,
        choices=[(s.value, s.value) for s in PaymentStatus],
        default=PaymentStatus.CREATED.value,
        db_default=PaymentStatus.CREATED.value,
    )
    authorized = models.BigIntegerField(default=0, db_default=0)
    captured = models.BigIntegerField(default=0, db_default=0)
    refunded = models.BigIntegerField(default=0, db_default=0)
    refund_failed = models.BigIntegerField(default=0, db_default=0)
    disputed = models.BigIntegerField(default=0, db_default=0)
    dispute_won = models.BigIntegerField(default=0, db_default=0)
    dispute_lost = models.BigIntegerField(default=0, db_default=0)
    attempt = models.PositiveSmallIntegerField(default=0, db_default=0)
    submissions = models.PositiveSmallIntegerField(default=1, db_default=1)
    declines = models.PositiveSmallIntegerField(default=0, db_default=0)
    token = models.CharField(max_length=100, blank=True, db_default="")
    gateway_customer = models.CharField(max_length=100, blank=True, db_default="")
    reference = models.CharField(max_length=100, blank=True, db_default="")
    failure_code = models.CharField(max_length=60, blank=True, db_default="")
    next_action = models.JSONField(null=True)
    client = models.CharField(max_length=64, blank=True, db_default="")
    card = models.CharField(max_length=64, blank=True, db_default="")
    request_key = models.CharField(max_length=100, blank=True, db_default="")

    class Meta:
        app_label = "payments"
        constraints = [
            models.UniqueConstraint("payment", "person_id", name="payments_one_part_each"),
            models.CheckConstraint(
                name="payments_part_caps",
                condition=Q(amount__gt=0, captured__lte=F("authorized"), refunded__lte=F("captured")),
            ),
        ]
        indexes = [
            models.Index("reference", name="payments_part_reference", condition=~Q(reference="")),
        ]

    def __str__(self) -> str:
        return f"{self.status} {Money(self.amount, self.payment.currency)}"

    @property
    def position(self) -> Position:
        """The state that the rules use, which are those of a payment."""
        return Position(PaymentStatus(self.status), *(getattr(self, name) for name in SUMS))

    @position.setter
    def position(self, position: Position) -> None:
        self.status = position.status.value
        for name in SUMS:
            setattr(self, name, getattr(position, name))

    @property
    def is_paid(self) -> bool:
        """Whether it is reserved or captured."""
        return self.status in PAID

    @property
    def is_unanswered(self) -> bool:
        """Whether the gateway was asked and its answer is not known."""
        return self.status == PaymentStatus.CREATED and bool(self.token)

    def begin(self, **attempt: Any) -> None:
        """Puts a new attempt into the row; the caller saves it."""
        self.position = Position()
        self.attempt += 1
        self.submissions = 1
        self.reference = self.failure_code = ""
        self.next_action = None
        for name, value in attempt.items():
            setattr(self, name, value)


class PartRefund(models.Model):
    """What of a refund goes back to a part: written before the gateway is asked, so that a repeated call splits alike.

    `key` is the call's. One of 0 was refused by the bank, and others take its place.
    """

    retention = Kept(because="it belongs to its payment")
    personal = NotPersonal(because="the share of a refund, which is told")

    id = models.UUIDField(primary_key=True, default=new_id)
    part = models.ForeignKey(PaymentPart, on_delete=models.PROTECT, related_name="refunds")
    key = models.CharField(max_length=200, db_index=True)
    amount = models.BigIntegerField()
    is_done = models.BooleanField(default=False, db_default=False)
    created_at = models.DateTimeField(default=now, db_default=Now())

    class Meta:
        app_label = "payments"
        indexes = [
            models.Index("part", name="payments_refunds_begun", condition=Q(is_done=False)),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.amount}"
