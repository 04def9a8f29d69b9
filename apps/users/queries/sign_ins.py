"""Reads of sessions and credentials."""

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
    """A session of the caller."""

    id: UUID
    device: str
    """The device, as in "Chrome on Android, Pixel 8"; empty if unknown."""
    began_at: datetime
    seen_at: datetime
    """When it last renewed its tokens, which happens every quarter of an hour while in use."""
    is_current: bool
    """Whether it is the session of this request."""


class SecondFactorAnswer(Answer):
    """A second factor."""

    id: UUID
    kind: Literal["totp", "passkey"]
    name: str
    created_at: datetime
    used_at: datetime | None


class ProviderAnswer(Answer):
    """A provider of external accounts."""

    name: str
    title: str


class IdentityAnswer(Answer):
    """An external account linked to a person."""

    id: UUID
    provider: str
    title: str
    """The provider's display name."""
    email: str
    """The external account's address when it was linked."""
    created_at: datetime
    used_at: datetime


class RecoveryCodesAnswer(Answer):
    """One-time replacements of a lost second factor."""

    recovery_codes: list[str]


def list_sessions(user_id: UUID, current: UUID | None) -> Listing[SessionAnswer]:
    """A person's sessions with a valid refresh token, newest first."""
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
    """A session of the person, if it has not ended."""
    if session_id is None:
        return None
    return Session.objects.filter(user_id=user_id, id=session_id, ends_at__gt=now()).first()


def list_second_factors(user_id: UUID) -> list[SecondFactorAnswer]:
    """The second factors of a person, oldest first."""
    return SecondFactorAnswer.of_all(SecondFactor.objects.filter(user_id=user_id).order_by("id"))


def list_providers() -> list[ProviderAnswer]:
    """The configured providers."""
    return [ProviderAnswer(name=each.name, title=each.title) for each in providers().values()]


def list_identities(user_id: UUID) -> list[IdentityAnswer]:
    """The person's linked external accounts, oldest first."""
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
