"""Reading where people are signed in, and by what."""

from datetime import datetime, timedelta
from typing import Literal, cast
from uuid import UUID

from django.conf import settings

from apps.users.credentials.devices import in_words
from apps.users.credentials.oidc import providers
from apps.users.models import (
    Identity,
    SecondFactor,
    Session,
)
from dominos.kernel.clock import now
from dominos.kernel.edge.answers import Answer, Listing


class SessionAnswer(Answer):
    """Where a person is signed in."""

    id: UUID
    device: str
    """What one is signed in with, as in "Chrome on Android, Pixel 8"; empty where it does not say."""
    began_at: datetime
    seen_at: datetime
    """When it last renewed its tokens, which it does every quarter of an hour while it is used."""
    is_current: bool
    """Whether this is where the caller asks from."""


class SecondFactorAnswer(Answer):
    """Something that proves who somebody is, beside their password."""

    id: UUID
    kind: Literal["totp", "passkey"]
    name: str
    created_at: datetime
    used_at: datetime | None


class ProviderAnswer(Answer):
    """Where people have accounts by which they may sign in here."""

    name: str
    title: str


class IdentityAnswer(Answer):
    """An account elsewhere by which a person signs in."""

    id: UUID
    provider: str
    title: str
    """What people call the provider."""
    email: str
    """The address that the account there had when it was linked."""
    created_at: datetime
    used_at: datetime


class RecoveryCodesAnswer(Answer):
    """Codes that stand in for a lost second factor, once each."""

    recovery_codes: list[str]


def list_sessions(user_id: UUID, current: UUID | None) -> Listing[SessionAnswer]:
    """Where a person is signed in, newest first; not where no refresh token lives any more."""
    idle = cast(timedelta, settings.SIMPLE_JWT["REFRESH_TOKEN_LIFETIME"])
    rows = Session.objects.filter(user_id=user_id, ends_at__gt=now(), seen_at__gt=now() - idle)
    return Listing(
        rows,
        lambda found: [
            SessionAnswer(
                id=row.id,
                device=in_words(row.device),
                began_at=row.began_at,
                seen_at=row.seen_at,
                is_current=row.id == current,
            )
            for row in found
        ],
    )


def get_session(user_id: UUID, session_id: UUID | None) -> Session | None:
    """Where the person is signed in, as far as they still are."""
    if session_id is None:
        return None
    return Session.objects.filter(user_id=user_id, id=session_id, ends_at__gt=now()).first()


def list_second_factors(user_id: UUID) -> list[SecondFactorAnswer]:
    """The second factors of a person, oldest first."""
    return SecondFactorAnswer.of_all(SecondFactor.objects.filter(user_id=user_id).order_by("id"))


def list_providers() -> list[ProviderAnswer]:
    """Where people may have accounts by which they sign in here."""
    return [ProviderAnswer(name=each.name, title=each.title) for each in providers().values()]


def list_identities(user_id: UUID) -> list[IdentityAnswer]:
    """The accounts elsewhere by which a person signs in, oldest first."""
    known = providers()
    return [
        IdentityAnswer(
            id=row.id,
            provider=row.provider,
            title=known[row.provider].title if row.provider in known else row.provider,
            email=row.email,
            created_at=row.created_at,
            used_at=row.used_at,
        )
        for row in Identity.objects.filter(user_id=user_id).order_by("id")
    ]
