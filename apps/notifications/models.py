"""What people were told, and the mails on their way to them."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.personal import Personal
from dominos.kernel.retention import Forgotten


class Notification(models.Model):
    """A person was told something. `subject_id` is what it is about, such as the order."""

    retention = Forgotten(after=timedelta(days=180), because="nobody looks up what was news half a year ago")
    personal = Personal(of="user_id")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user_id = models.UUIDField()
    subject_id = models.UUIDField()
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    body = models.TextField()
    data = models.JSONField(default=dict, db_default={})
    created_at = models.DateTimeField(default=now, db_default=Now(), editable=False)
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index("user_id", models.F("id").desc(), name="notifications_of_user"),
            models.Index("user_id", name="notifications_unread", condition=Q(read_at=None)),
            models.Index("subject_id", "kind", name="notifications_of_subject"),
        ]

    def __str__(self) -> str:
        return self.title


class Mail(models.Model):
    """The intent to send a mail, and whether it was done. Its content is forgotten once it was sent."""

    retention = Forgotten(
        after=timedelta(days=30),
        only=~Q(sent_at=None, failed_at=None),
        because="sent, or given up and not tried again",
    )
    personal = Personal(of="user_id")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user_id = models.UUIDField()
    kind = models.CharField(max_length=40)
    recipient = models.EmailField()
    title = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField()
    created_at = models.DateTimeField(default=now, db_default=Now(), editable=False)
    due_at = models.DateTimeField(default=now, db_default=Now())
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    error = models.TextField(blank=True, db_default="")
    sent_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index("due_at", name="notifications_mail_due", condition=Q(sent_at=None, failed_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"
