"""What people were notified of, and messages on their way."""

from datetime import timedelta
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from dominos.kernel.clock import now
from dominos.kernel.contact import EMAIL, PHONE
from dominos.kernel.ids import new_id
from dominos.kernel.personal import BRIEFLY, ONE_OF_A_LIST, Personal
from dominos.kernel.retention import Forgotten, Kept
from dominos.kernel.sealed.fields import SealedCharField, SealedJSONField, SealedRows, SealedTextField
from dominos.kernel.sealed.index import BlindIndexField, WithIndexes


class Notification(models.Model):
    """An in-app notification. `subject_id` is what it is about, such as the order, and `step` the time of the step.

    In microseconds, 0 if it is not about a step.
    """

    retention = Forgotten(after=timedelta(days=180), because="nobody looks up what was news half a year ago")
    personal = Personal(of="user_id", unsealed={"kind": ONE_OF_A_LIST})

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user_id = models.UUIDField()
    subject_id = models.UUIDField()
    kind = models.CharField(max_length=40)
    step = models.PositiveBigIntegerField(default=0, db_default=0)
    title = SealedCharField(max_length=200)
    body = SealedTextField()
    data = SealedJSONField(default=dict, db_default="", blank=True)
    created_at = models.DateTimeField(default=now, db_default=Now(), editable=False)
    read_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = SealedRows.as_manager()

    class Meta:
        indexes = [
            models.Index("user_id", models.F("id").desc(), name="notifications_of_user"),
            models.Index("user_id", name="notifications_unread", condition=Q(read_at=None)),
            models.Index("subject_id", "kind", name="notifications_of_subject"),
        ]

    def __str__(self) -> str:
        return str(self.title)


class Outgoing(models.Model):
    """A message to one address by one channel, and its outcome. Its content is erased once it was sent.

    The id is derived from fact, kind, channel and address, so that each exists once. `address` is a mailbox,
    a telephone number, or the id of a browser's subscription; `phone` is the fallback of urgent messages.
    """

    retention = Forgotten(
        after=timedelta(days=7),
        only=~Q(done_at=None),
        because="sent, or given up and not tried again; a mail bounces within days",
    )
    personal = Personal(of="user_id", unsealed=BRIEFLY)

    id = models.UUIDField(primary_key=True, editable=False)
    user_id = models.UUIDField()
    subject_id = models.UUIDField()
    kind = models.CharField(max_length=40)
    channel = models.CharField(max_length=8)
    address = models.CharField(max_length=EMAIL)
    locale = models.CharField(max_length=10)
    step = models.PositiveBigIntegerField(default=0, db_default=0)
    title = models.CharField(max_length=200)
    text = models.TextField()
    link = models.TextField(blank=True, db_default="")
    phone = models.CharField(max_length=PHONE, blank=True, db_default="")
    created_at = models.DateTimeField(default=now, db_default=Now(), editable=False)
    due_at = models.DateTimeField(default=now, db_default=Now())
    expires_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    error = models.TextField(blank=True, db_default="")
    outcome = models.CharField(max_length=12, blank=True, db_default="")
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index("channel", "due_at", name="notifications_outgoing_due", condition=Q(done_at=None)),
            models.Index(
                "address", "created_at", name="notifications_sms_of_number", condition=Q(channel="sms")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class UnusableAddress(WithIndexes, models.Model):
    """A suppressed address: it bounced, or its owner complained. Nothing is sent to it until staff free it.

    Some belong to no known person: each is sealed under a key of its own.
    """

    retention = Forgotten(after=timedelta(days=730), because="a mailbox may have another owner by then")
    personal = Personal(
        of="user_id",
        key="id",
        kept_back=("address_mark",),
        unsealed={"channel": ONE_OF_A_LIST, "address_mark": "a digest under a key of the platform"},
    )

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user_id = models.UUIDField(null=True)
    channel = models.CharField(max_length=8)
    address = SealedCharField(max_length=EMAIL)
    address_mark = BlindIndexField(of="address", by=str.lower)
    because = SealedCharField(max_length=300)
    created_at = models.DateTimeField(default=now, db_default=Now(), editable=False)

    objects: ClassVar[Any] = SealedRows.as_manager()

    class Meta:
        verbose_name_plural = "unusable addresses"
        constraints = [
            models.UniqueConstraint(fields=("channel", "address_mark"), name="notifications_unusable_once")
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.address}"


class Choice(models.Model):
    """A person's choice for a kind and a channel."""

    retention = Kept(because="a choice holds until it is changed")
    personal = Personal(of="user_id", unsealed=dict.fromkeys(("kind", "channel"), ONE_OF_A_LIST))

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user_id = models.UUIDField()
    kind = models.CharField(max_length=40)
    channel = models.CharField(max_length=8)
    is_wanted = models.BooleanField()
    created_at = models.DateTimeField(default=now, db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("user_id", "kind", "channel"), name="notifications_choice_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.channel}: {self.is_wanted}"


class QuietHours(models.Model):
    """A person's quiet hours in local time, possibly past midnight."""

    retention = Kept(because="a choice holds until it is changed")
    personal = Personal(of="user_id", unsealed=dict.fromkeys(("timezone", "begins", "ends"), ONE_OF_A_LIST))

    user_id = models.UUIDField(primary_key=True)
    timezone = models.CharField(max_length=64)
    begins = models.TimeField()
    ends = models.TimeField()
    created_at = models.DateTimeField(default=now, db_default=Now(), editable=False)

    class Meta:
        verbose_name_plural = "quiet hours"

    def __str__(self) -> str:
        return f"{self.begins} to {self.ends}"


class Digest(models.Model):
    """A staff member's daily digest: which `kinds` of these stores, at which hour.

    In local time of their `timezone`; the next one is that of `day`, due at `due_at`.
    """

    retention = Kept(because="a choice holds until it is changed")
    personal = Personal(
        of="user_id", unsealed=dict.fromkeys(("store_ids", "kinds", "timezone"), ONE_OF_A_LIST)
    )

    user_id = models.UUIDField(primary_key=True)
    store_ids = ArrayField(models.UUIDField())
    kinds = ArrayField(models.CharField(max_length=40))
    hour = models.PositiveSmallIntegerField()
    timezone = models.CharField(max_length=64)
    day = models.DateField()
    due_at = models.DateTimeField()
    created_at = models.DateTimeField(default=now, db_default=Now(), editable=False)

    class Meta:
        indexes = [models.Index("due_at", name="notifications_digest_due")]

    def __str__(self) -> str:
        return f"{self.hour}:00 {self.timezone}"


class DigestEntry(models.Model):
    """An entry waiting for a person's next digest. Deleted when that is written."""

    retention = Forgotten(after=timedelta(days=7), because="nobody mails what is a week old")
    personal = Personal(of="user_id", unsealed=BRIEFLY)

    id = models.UUIDField(primary_key=True, editable=False)
    user_id = models.UUIDField()
    store_id = models.UUIDField()
    kind = models.CharField(max_length=40)
    context = models.JSONField()
    created_at = models.DateTimeField(default=now, db_default=Now(), editable=False)

    class Meta:
        verbose_name_plural = "digest entries"
        indexes = [models.Index("user_id", "created_at", name="notifications_digest_of_user")]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Subscription(models.Model):
    """A browser's push subscription (Web Push, RFC 8030).

    `public_key` and `secret` are the browser's (RFC 8291), base64url. `store_id`: the store whose
    notifications it shows.
    """

    retention = Forgotten(
        after=timedelta(days=400), since="seen_at", because="a browser renews it whenever its page is opened"
    )
    personal = Personal(
        of="user_id",
        kept_back=("endpoint_hash", "public_key", "secret"),
        unsealed={
            "endpoint_hash": "a digest of what nobody guesses",
            **dict.fromkeys(("audience", "locale"), ONE_OF_A_LIST),
        },
    )

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user_id = models.UUIDField()
    audience = models.CharField(max_length=10)
    store_id = models.UUIDField(null=True)
    endpoint = SealedTextField()
    endpoint_hash = models.CharField(max_length=64)
    public_key = SealedCharField(max_length=100)
    secret = SealedCharField(max_length=32)
    locale = models.CharField(max_length=10, db_default="en")
    created_at = models.DateTimeField(default=now, db_default=Now(), editable=False)
    seen_at = models.DateTimeField(default=now, db_default=Now())

    objects: ClassVar[Any] = SealedRows.as_manager()

    class Meta:
        indexes = [
            models.Index("user_id", name="notifications_push_of_user"),
            models.Index("store_id", name="notifications_push_of_store", condition=Q(store_id__isnull=False)),
            models.Index("seen_at", name="notifications_push_seen"),
        ]
        constraints = [
            models.UniqueConstraint(fields=("endpoint_hash", "audience"), name="notifications_push_once")
        ]

    def __str__(self) -> str:
        return f"{self.audience} {self.id}"
