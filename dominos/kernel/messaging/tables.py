"""The messaging tables of every app in its own schema: outbox, inbox and stored responses."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now

from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.messaging.redaction import WithoutPeople, says_something
from dominos.kernel.personal import NotPersonal
from dominos.kernel.retention import Erased, Forgotten, Kept


def is_acknowledged(messages: type[models.Model]) -> Q:
    """The condition for messages without pending deliveries."""
    deliveries = apps.get_model(messages._meta.app_label, "OutboxDelivery")
    return Q(~Exists(deliveries._base_manager.filter(message_id=OuterRef("id"), done_at=None)))


class OutboxMessage(models.Model):
    """A message published by this app."""

    retention = Forgotten(
        after=timedelta(days=30),
        only=is_acknowledged,
        because="acknowledged; nobody replays what is older",
        earlier=Erased(
            after=timedelta(days=1),
            values={},
            parts={"data": WithoutPeople()},
            only=lambda messages: says_something() & is_acknowledged(messages),
            because="everybody has heard what it says of people",
        ),
    )
    personal = NotPersonal(
        because="says again what the tables say; of people for a day, and sealed until a dead delivery is seen to"
    )

    id = models.UUIDField(primary_key=True)
    type = models.CharField(max_length=100)
    version = models.PositiveSmallIntegerField()
    subject = models.UUIDField()
    sequence = models.PositiveIntegerField()
    occurred_at = models.DateTimeField()
    correlation_id = models.UUIDField()
    causation_id = models.UUIDField(null=True)
    traceparent = models.CharField(max_length=55)
    data = models.JSONField()

    class Meta:
        abstract = True
        indexes = [models.Index(fields=["type", "occurred_at"], name="%(app_label)s_outbox_type")]


class OutboxDelivery(models.Model):
    """One receiver's copy. Sent again at `due_at` until the receiver acknowledged it or it is dead."""

    retention = Forgotten(
        since="message_id",
        after=timedelta(days=30),
        only=Q(done_at__isnull=False),
        because="acknowledged; dead ones stay until somebody looks",
    )

    pk = models.CompositePrimaryKey("message_id", "receiver")
    message_id = models.UUIDField()
    receiver = models.CharField(max_length=40)
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    dead_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
        indexes = [
            models.Index(
                fields=["due_at"], name="%(app_label)s_outbox_due", condition=Q(done_at=None, dead_at=None)
            ),
            models.Index(
                fields=["dead_at"], name="%(app_label)s_outbox_dead", condition=Q(dead_at__isnull=False)
            ),
        ]


class InboxReceipt(models.Model):
    """A handler of this app has handled a message."""

    retention = Forgotten(
        since="message_id",
        after=timedelta(days=60),
        because="it outlives the message, which may be sent again",
    )

    pk = models.CompositePrimaryKey("message_id", "handler")
    message_id = models.UUIDField()
    handler = models.CharField(max_length=160)
    received_at = models.DateTimeField(default=now, db_default=Now())

    class Meta:
        abstract = True


class DeadLetter(models.Model):
    """A message a handler of this app could not handle, so far; its sender's outbox has what it says of people."""

    retention = Kept(because="somebody has to look at it; handling the message at last deletes it")
    personal = NotPersonal(because="which message failed and why, without what it says of people")

    id = models.UUIDField(primary_key=True, default=new_id)
    message_id = models.UUIDField()
    handler = models.CharField(max_length=160)
    envelope = models.JSONField()
    error = models.TextField()
    attempts = models.PositiveIntegerField(default=1, db_default=1)
    failed_at = models.DateTimeField(default=now, db_default=Now())

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["message_id", "handler"], name="%(app_label)s_deadletter_once")
        ]


class IdempotencyRecord(models.Model):
    """The answer given to a request with an `Idempotency-Key`, for as long as it is repeated."""

    retention = Forgotten(
        since="created_at", after=timedelta(days=1), because="as long as a request may be repeated"
    )
    personal = NotPersonal(because="answers that the tables gave, for a day, sealed under what was asked")

    pk = models.CompositePrimaryKey("caller", "key")
    caller = models.CharField(max_length=64)
    key = models.CharField(max_length=100)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.BinaryField(null=True)
    created_at = models.DateTimeField(default=now, db_default=Now(), db_index=True)

    class Meta:
        abstract = True


TABLES: tuple[type[models.Model], ...] = (
    OutboxMessage,
    OutboxDelivery,
    InboxReceipt,
    DeadLetter,
    IdempotencyRecord,
)


def create_tables(app_label: str, module: str, tables: Iterable[type[models.Model]]) -> None:
    """Defines these models for an app, as if they stood in its `models` module."""
    for base in tables:
        meta: Any = type("Meta", (getattr(base, "Meta", object),), {"app_label": app_label})
        make: Any = type(base)
        make(base.__name__, (base,), {"__module__": module, "Meta": meta})
