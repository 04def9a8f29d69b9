"""Credit: gift cards, and store credit granted for complaints."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from apps.payments.domain.credit import CreditKind, Movement
from apps.payments.domain.gateway import GatewayStatus
from apps.payments.models.charges import Charge
from dominos.kernel.clock import now
from dominos.kernel.contact import EMAIL, NAME, email_key
from dominos.kernel.ids import new_id
from dominos.kernel.money import Money
from dominos.kernel.personal import BY_THE_GATEWAY, ONE_OF_A_LIST, NotPersonal, Personal
from dominos.kernel.retention import Kept
from dominos.kernel.sealed.fields import SealedCharField, SealedRows
from dominos.kernel.sealed.index import BlindIndexField, WithIndexes


class CreditAccount(models.Model):
    """Money owed to the bearer of its code, or to its owner. The balance is the sum of its movements, never negative.

    Only a digest of the code is stored: the code is derived from the id when it is needed.
    """

    retention = Kept(because="money that is owed; it does not run out")
    personal = Personal(
        of="owner_id",
        erased={"owner_id": None},
        kept_back=("code_digest",),
        unsealed={"currency": ONE_OF_A_LIST, "code_digest": "a digest"},
    )

    id = models.UUIDField(primary_key=True, default=new_id)
    kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in CreditKind])
    owner_id = models.UUIDField(null=True, db_index=True)
    currency = models.CharField(max_length=3)
    balance = models.BigIntegerField(default=0, db_default=0)
    is_blocked = models.BooleanField(
        default=False,
        db_default=False,
        help_text="A bank took back more of what bought it than was left on it",
    )
    code_digest = models.CharField(max_length=64, unique=True)
    order_id = models.UUIDField(null=True, help_text="What it was granted for")
    created_at = models.DateTimeField(default=now, db_default=Now())

    class Meta:
        app_label = "payments"
        constraints = [
            models.CheckConstraint(name="payments_credit_not_below_zero", condition=Q(balance__gte=0))
        ]

    def __str__(self) -> str:
        return f"{self.kind} {Money(self.balance, self.currency)}"

    @property
    def spendable(self) -> int:
        """What can be paid with it now."""
        return 0 if self.is_blocked else self.balance


class CreditMovement(models.Model):
    """One change of a balance; deposits are positive. The database rejects changes and deletion."""

    retention = Kept(because="the law on bookkeeping; the database refuses to delete it")
    personal = NotPersonal(because="sums by identifiers; the account and what was bought with it are told")

    id = models.UUIDField(primary_key=True, default=new_id)
    account = models.ForeignKey(CreditAccount, on_delete=models.PROTECT, related_name="movements")
    kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in Movement])
    key = models.CharField(max_length=160, unique=True)
    amount = models.BigIntegerField()
    payment_id = models.UUIDField(null=True)
    moved_at = models.DateTimeField(default=now, db_default=Now())

    class Meta:
        app_label = "payments"
        constraints = [models.CheckConstraint(name="payments_credit_moves", condition=~Q(amount=0))]

    def __str__(self) -> str:
        return f"{self.kind} {Money(self.amount, self.account.currency)}"


class CreditHold(models.Model):
    """The part of a payment that credit pays: `amount` is reserved, then captured or released; and the refunds."""

    retention = Kept(because="it belongs to its payment")
    personal = NotPersonal(because="the credit's share of a payment, which is told")

    payment = models.OneToOneField(
        "payments.Payment", on_delete=models.PROTECT, primary_key=True, related_name="hold"
    )
    account = models.ForeignKey(CreditAccount, on_delete=models.PROTECT, related_name="holds")
    status = models.CharField(
        max_length=20,
        choices=[(s.value, s.value) for s in GatewayStatus],
        default=GatewayStatus.PENDING.value,
        db_default=GatewayStatus.PENDING.value,
    )
    amount = models.BigIntegerField(default=0, db_default=0)
    taken = models.BigIntegerField(default=0, db_default=0)
    returned = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        app_label = "payments"
        constraints = [
            models.CheckConstraint(
                name="payments_hold_caps", condition=Q(taken__lte=F("amount"), returned__lte=F("taken"))
            )
        ]

    def __str__(self) -> str:
        return f"{self.status} {Money(self.amount, self.account.currency)}"


class GiftPurchase(Charge, WithIndexes):
    """The purchase of a gift card: paid by card at once, then its account is opened and its code mailed.

    `withheld` is what was taken off the account for disputes.
    """

    retention = Kept(because="the law on bookkeeping: what was sold")
    personal = Personal(
        of="buyer_id",
        erased=dict.fromkeys(("sender", "recipient_email", "recipient_mark", "words"), ""),
        kept_back=("token", "request_key", "recipient_mark"),
        unsealed={
            **dict.fromkeys(("gateway", "currency", "locale", "failure_code"), ONE_OF_A_LIST),
            **dict.fromkeys(("token", "reference", "next_action", "request_key"), BY_THE_GATEWAY),
            "recipient_mark": "a digest under a key of the platform, by which the row is found",
        },
    )

    buyer_id = models.UUIDField(db_index=True)
    recipient_email = SealedCharField(max_length=EMAIL)
    recipient_mark = BlindIndexField(of="recipient_email", by=email_key)
    sender = SealedCharField(max_length=NAME, blank=True, db_default="")
    words = SealedCharField(max_length=300, blank=True, db_default="")
    locale = models.CharField(max_length=10, blank=True, db_default="")
    account = models.OneToOneField(
        CreditAccount, on_delete=models.PROTECT, null=True, related_name="purchase"
    )
    withheld = models.BigIntegerField(default=0, db_default=0)

    objects: ClassVar[Any] = SealedRows.as_manager()

    class Meta:
        app_label = "payments"
        constraints = [
            models.UniqueConstraint("buyer_id", "request_key", name="payments_gift_once"),
        ]
        indexes = [
            models.Index("due_at", name="payments_gift_due", condition=Q(due_at__isnull=False)),
            models.Index("recipient_mark", name="payments_gift_recipient"),
        ]

    @property
    def charged_back(self) -> int:
        """The amount the buyer's bank has taken back and not returned."""
        return self.disputed - self.dispute_won
