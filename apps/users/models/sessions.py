"""Sessions, and revoked rights."""

from datetime import timedelta

from django.db import models
from django.db.models.functions import Now

from apps.users.models.people import User
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.personal import NotPersonal, Personal
from dominos.kernel.retention import Forgotten

MAX_DEVICE = 200


class Revocation(models.Model):
    """A person lost rights; their tokens with an `epoch` below this row's are invalid.

    Or a session ended, with its tokens; `EVERYBODY` stands for all sessions. Written by database triggers, so
    that no way of revoking is missed, and by signals for guardian's object permissions. Kept for a day,
    longer than any access token lives.
    """

    retention = Forgotten(since="at", after=timedelta(days=1), because="no access token lives so long")
    personal = NotPersonal(because="that tokens ended, for a day, by identifier only")

    epoch = models.BigAutoField(primary_key=True)
    subject_id = models.UUIDField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [
            models.Index("subject_id", "epoch", name="users_revocation_subject"),
            models.Index("at", name="users_revocation_at"),
        ]

    def __str__(self) -> str:
        return f"{self.subject_id} {self.epoch}"


class Session(models.Model):
    """A signed-in session: a family of refresh tokens, each obtained for the one before. Ending it deletes it.

    A trigger ends all sessions of a person whose password changes or who is deactivated. `second_factor_at`
    is when a second factor was last proved in it, `confirmed_at` when somebody signed in or said their password again.
    """

    retention = Forgotten(since="ends_at", after=timedelta(0), because="nobody is signed in by it any more")
    personal = Personal(of="user_id", unsealed={"device": "a kind of browser, which thousands have"})

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sessions")
    device = models.CharField(max_length=MAX_DEVICE, blank=True, db_default="")
    began_at = models.DateTimeField(default=now, db_default=Now())
    seen_at = models.DateTimeField(default=now, db_default=Now())
    ends_at = models.DateTimeField(db_default=Now())
    second_factor_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(default=now, db_default=Now())

    class Meta:
        indexes = [models.Index("ends_at", name="users_session_end")]

    def __str__(self) -> str:
        return self.device


class KnownDevice(models.Model):
    """A device from which a person has signed in before; they are notified of others."""

    retention = Forgotten(
        since="seen_at",
        after=timedelta(days=365),
        because="who has not used it for a year should hear of it again",
    )
    personal = Personal(of="user_id", unsealed={"device": "a kind of browser, which thousands have"})

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="known_devices")
    device = models.CharField(max_length=MAX_DEVICE, blank=True, db_default="")
    seen_at = models.DateTimeField(default=now, db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint("user", "device", name="users_device_once")]
        indexes = [models.Index("seen_at", name="users_device_seen")]

    def __str__(self) -> str:
        return self.device


class TokenRotation(models.Model):
    """An exchanged refresh token; the same client may exchange it again within moments, as two tabs of a browser do.

    `client` is a digest that identifies the client.
    """

    retention = Forgotten(since="at", after=timedelta(days=1), because="a second tab asks within seconds")

    jti = models.CharField(max_length=255, primary_key=True)
    client = models.CharField(max_length=64)
    at = models.DateTimeField(default=now, db_default=Now())

    class Meta:
        indexes = [models.Index("at", name="users_rotation_at")]
