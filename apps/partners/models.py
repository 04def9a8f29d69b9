"""Partners, their keys and webhooks, and what was sent."""

from datetime import timedelta
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from apps.partners.domain.attempts import DeliveryState
from apps.partners.domain.events import MAX_URL, WebhookEvent
from apps.partners.domain.keys import DEFAULT_CALLS, HINT, MAX_CALLS
from apps.partners.domain.orders import (
    DEFAULT_ANSWER_SECONDS,
    MAX_ANSWER_SECONDS,
    MAX_COMMISSION,
    MAX_EXTERNAL_ID,
    MIN_ANSWER_SECONDS,
)
from apps.partners.domain.scopes import PartnerScope
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.money import PERCENT
from dominos.kernel.personal import NotPersonal
from dominos.kernel.retention import Forgotten, Kept

COMPANY = NotPersonal(because="of another company, and of nobody in particular")


class Partner(models.Model):
    """A company whose programs use the API. It is limited to `store_ids`, or to all stores if empty.

    Of orders that it was paid for it keeps `commission`, in hundredths of a percent; their stores have
    `answer_seconds` to answer.
    """

    retention = Kept(because="what was agreed with a company; switched off rather than deleted")
    personal = COMPANY

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=100, unique=True)
    store_ids = ArrayField(models.UUIDField(), default=list, db_default=[], blank=True)
    commission = models.PositiveIntegerField(
        default=0, db_default=0, validators=[MaxValueValidator(MAX_COMMISSION)]
    )
    answer_seconds = models.PositiveIntegerField(
        default=DEFAULT_ANSWER_SECONDS,
        db_default=DEFAULT_ANSWER_SECONDS,
        validators=[MinValueValidator(MIN_ANSWER_SECONDS), MaxValueValidator(MAX_ANSWER_SECONDS)],
    )
    is_active = models.BooleanField(default=True, db_default=True)
    created_at = models.DateTimeField(default=now, db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    commission__lte=MAX_COMMISSION,
                    answer_seconds__range=(MIN_ANSWER_SECONDS, MAX_ANSWER_SECONDS),
                ),
                name="partners_partner_terms",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def commission_unit(self) -> str:
        """The commission is a percentage; see `WithAmounts`."""
        return PERCENT


class ApiKey(models.Model):
    """A partner's key: what it may do, and its rate limit. Only its digest and its last letters are stored."""

    retention = Kept(because="whose key did what stays known after it was revoked")
    personal = COMPANY

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="keys")
    name = models.CharField(max_length=100)
    hint = models.CharField(max_length=HINT, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    scopes = ArrayField(models.CharField(max_length=20, choices=[(s.value, s.value) for s in PartnerScope]))
    calls_a_minute = models.PositiveIntegerField(
        default=DEFAULT_CALLS,
        db_default=DEFAULT_CALLS,
        validators=[MinValueValidator(1), MaxValueValidator(MAX_CALLS)],
    )
    created_at = models.DateTimeField(default=now, db_default=Now(), editable=False)
    ends_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(calls_a_minute__range=(1, MAX_CALLS)), name="partners_apikey_calls"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} …{self.hint}"


class Webhook(models.Model):
    """A webhook of a partner. Secrets are sealed; `previous_secret` also signs until `previous_until`.

    `failures` counts the receiver's consecutive failures, after which sending pauses until `due_at`; `ended`
    is why it was switched off automatically.
    """

    retention = Kept(because="the partner deletes it")
    personal = COMPANY

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="webhooks")
    url = models.CharField(max_length=MAX_URL)
    events = ArrayField(models.CharField(max_length=40, choices=[(e.value, e.value) for e in WebhookEvent]))
    is_active = models.BooleanField(default=True, db_default=True)
    secret = models.TextField()
    previous_secret = models.TextField(blank=True, db_default="")
    previous_until = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0, db_default=0)
    due_at = models.DateTimeField(default=now, db_default=Now())
    ended = models.CharField(max_length=100, blank=True, db_default="")
    created_at = models.DateTimeField(default=now, db_default=Now())

    def __str__(self) -> str:
        return self.url


class Delivery(models.Model):
    """An event for a webhook. `data` is its content; it is sent again at `due_at`, and given up at `give_up_at`."""

    retention = Forgotten(
        after=timedelta(days=30),
        only=~Q(state=DeliveryState.PENDING.value),
        because="as long as a partner may have it sent again",
    )
    personal = NotPersonal(because="tells of orders by identifier only, for 30 days")

    id = models.UUIDField(primary_key=True, default=new_id)
    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries")
    message_id = models.UUIDField()
    event = models.CharField(max_length=40)
    subject = models.UUIDField()
    occurred_at = models.DateTimeField()
    data = models.JSONField()
    state = models.CharField(
        max_length=10,
        choices=[(s.value, s.value) for s in DeliveryState],
        default=DeliveryState.PENDING.value,
        db_default=DeliveryState.PENDING.value,
    )
    attempts = models.PositiveIntegerField(default=0, db_default=0)
    due_at = models.DateTimeField(default=now, db_default=Now())
    give_up_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name, verbose_name_plural = "webhook delivery", "webhook deliveries"
        constraints = [
            models.UniqueConstraint(fields=["webhook", "message_id", "event"], name="partners_event_once")
        ]
        indexes = [
            models.Index(
                fields=["webhook", "subject", "occurred_at", "id"],
                condition=Q(state="PENDING"),
                name="partners_event_waiting",
            ),
            models.Index(fields=["webhook", "-id"], name="partners_event_of"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.state}"


class Attempt(models.Model):
    """An attempt to send: the response's status, None without a response, and then the reason."""

    retention = Forgotten(after=timedelta(days=30), because="as its delivery")
    personal = NotPersonal(because="what a receiver answered, without its words")

    id = models.UUIDField(primary_key=True, default=new_id)
    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="tries")
    at = models.DateTimeField(default=now, db_default=Now())
    status = models.PositiveSmallIntegerField(null=True)
    error = models.CharField(max_length=200, blank=True, db_default="")
    milliseconds = models.PositiveIntegerField(default=0, db_default=0)

    def __str__(self) -> str:
        return str(self.status or self.error)


class PartnerOrder(models.Model):
    """An order that a partner sent, by its `external_id`, and the resulting order.

    `fingerprint` is a keyed digest of what was sent; `customer_id` stands for the partner's customer.
    """

    retention = Forgotten(
        since="created_at",
        after=timedelta(days=180),
        because="a partner asks for and cancels orders for weeks",
    )
    personal = NotPersonal(because="identifiers and a keyed digest; the order itself is told by orders")

    id = models.UUIDField(primary_key=True, default=new_id)
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="orders")
    external_id = models.CharField(max_length=MAX_EXTERNAL_ID)
    fingerprint = models.CharField(max_length=64)
    customer_id = models.UUIDField()
    quote_id = models.UUIDField(null=True)
    order_id = models.UUIDField(null=True)
    created_at = models.DateTimeField(default=now, db_default=Now(), db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partner", "external_id"], name="partners_order_once"),
            models.UniqueConstraint(
                fields=["order_id"], condition=~Q(order_id=None), name="partners_order_of"
            ),
        ]

    def __str__(self) -> str:
        return self.external_id

    @property
    def placed(self) -> UUID:
        """The resulting order, if it was placed."""
        assert self.order_id
        return self.order_id
