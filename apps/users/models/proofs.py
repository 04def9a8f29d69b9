"""Pending proofs by mail, and second factors."""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from apps.users.domain import MAX_FACTOR_NAME, MAX_PROVIDER, MAX_SUBJECT, FactorKind, Purpose
from apps.users.models.people import User
from apps.users.models.sessions import Session
from dominos.kernel import contact
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.personal import Personal
from dominos.kernel.retention import Forgotten, Kept
from dominos.kernel.sealed.fields import SealedCharField, SealedEmailField, SealedRows, SealedTextField

VERIFICATION_LIFETIME = timedelta(hours=24)


def verification_expiry() -> datetime:
    """When a verification requested now expires."""
    return now() + VERIFICATION_LIFETIME


class EmailVerification(models.Model):
    """A registration whose e-mail is not verified yet; its token is in `secrets`.

    It contains the registered data (and password), so that verifying accepts the data of the registration
    that the mail belongs to, and not of one that a stranger made with the same address.
    """

    retention = Forgotten(since="expires_at", after=timedelta(0), because="nobody can use it any more")
    personal = Personal(
        of="user_id",
        kept_back=("password",),
        unsealed={"password": "a hash that is slow to guess from", "locale": "a language"},
    )

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="verifications")
    password = models.CharField(max_length=128)
    name = SealedCharField(max_length=contact.NAME)
    phone = SealedCharField(max_length=contact.PHONE, blank=True, db_default="")
    locale = models.CharField(max_length=10)
    created_at = models.DateTimeField(default=now, db_default=Now())
    expires_at = models.DateTimeField(default=verification_expiry, db_default=Now())

    objects: ClassVar[Any] = SealedRows.as_manager()

    class Meta:
        indexes = [models.Index("expires_at", name="users_verification_expiry")]


class Proof(models.Model):
    """A one-time proof: of identity by a mail, a code or a passkey.

    Its secret is in `secrets`. `email` is the address it is about: the new one to verify, or the one to go
    back to; `provider` is the provider of the account that proves it; `session` is where a signed-in person
    requested it. Using it deletes the row; `attempts` counts wrong codes. The person is unknown before if
    they sign in with a passkey or provider only.
    """

    retention = Forgotten(since="expires_at", after=timedelta(0), because="nobody can use it any more")
    personal = Personal(of="user_id", unsealed={"provider": "a company that many have accounts at"})

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="proofs", null=True)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="proofs", null=True)
    purpose = models.CharField(max_length=20, choices=[(x.value, x.value) for x in Purpose])
    email = SealedEmailField(blank=True, db_default="")
    provider = models.CharField(max_length=MAX_PROVIDER, blank=True, db_default="")
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    created_at = models.DateTimeField(default=now, db_default=Now())
    expires_at = models.DateTimeField(db_default=Now())

    objects: ClassVar[Any] = SealedRows.as_manager()

    class Meta:
        indexes = [
            models.Index("expires_at", name="users_proof_expiry"),
            models.Index("user", "purpose", name="users_proof_of_user"),
        ]


class SecondFactor(models.Model):
    """A second factor of a person.

    A `TOTP` app has a `secret`, and `counter` is the last used time step. A `PASSKEY` has the id and the
    public key of its credential, both in base64url, and `counter` is its signature counter.
    """

    retention = Kept(because="a person keeps it until they remove it")
    personal = Personal(
        of="user_id",
        kept_back=("secret",),
        unsealed=dict.fromkeys(
            ("credential", "public_key"), "a passkey's public half, which every site sees"
        ),
    )

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="second_factors")
    kind = models.CharField(max_length=20, choices=[(x.value, x.value) for x in FactorKind])
    name = SealedCharField(max_length=MAX_FACTOR_NAME, blank=True, db_default="")
    secret = SealedTextField(blank=True, db_default="")
    credential = models.TextField(blank=True, db_default="")
    public_key = models.TextField(blank=True, db_default="")
    counter = models.BigIntegerField(default=0, db_default=0)
    created_at = models.DateTimeField(default=now, db_default=Now())
    used_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = SealedRows.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["credential"], condition=~Q(credential=""), name="users_passkey_once"
            )
        ]

    def __str__(self) -> str:
        return self.name or self.kind


class RecoveryCode(models.Model):
    """A one-time replacement of a lost second factor, as a digest. Using it deletes it."""

    retention = Kept(because="a person keeps it until they use it or get new ones")
    personal = Personal(
        of="user_id", kept_back=("digest",), unsealed={"digest": "of 118 bits, which nobody guesses"}
    )

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint("user", "digest", name="users_recovery_code_once")]


class Identity(models.Model):
    """An external account by which a person signs in, identified by issuer and subject."""

    retention = Kept(because="a person keeps it until they remove it")
    personal = Personal(
        of="user_id",
        unsealed=dict.fromkeys(("provider", "issuer"), "a company that many have accounts at")
        | {"subject": "an identifier that only the provider knows the person of"},
    )

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="identities")
    provider = models.CharField(max_length=MAX_PROVIDER)
    issuer = models.CharField(max_length=MAX_SUBJECT)
    subject = models.CharField(max_length=MAX_SUBJECT)
    email = SealedEmailField(blank=True, db_default="")
    created_at = models.DateTimeField(default=now, db_default=Now())
    used_at = models.DateTimeField(default=now, db_default=Now())

    objects: ClassVar[Any] = SealedRows.as_manager()

    class Meta:
        verbose_name_plural = "identities"
        constraints = [models.UniqueConstraint("issuer", "subject", name="users_identity_once")]

    def __str__(self) -> str:
        return self.provider
