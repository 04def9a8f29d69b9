"""Access and refresh tokens: simplejwt's life cycle and blacklist with the kernel's signing keys."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any, Literal
from uuid import UUID

from django.conf import settings
from rest_framework_simplejwt import tokens as simplejwt
from rest_framework_simplejwt.backends import TokenBackend
from rest_framework_simplejwt.exceptions import TokenBackendError
from rest_framework_simplejwt.token_blacklist.models import OutstandingToken
from rest_framework_simplejwt.utils import datetime_from_epoch

from apps.orders.contract.service import OrdersService
from apps.users.contract.errors import GuestGone
from apps.users.contract.types import PartnerGrant, PartnerToken
from apps.users.domain import Locale, roles_shown
from apps.users.models import Session, User
from apps.users.queries.rights import get_principal, last_epoch
from dominos.kernel.auth import Principal, Role, tokens
from dominos.kernel.auth.keys import ALGORITHM
from dominos.kernel.clock import now
from dominos.kernel.edge.answers import Answer
from dominos.kernel.errors import NotFound
from dominos.kernel.ids import new_id
from dominos.kernel.services import service


class KernelBackend(TokenBackend):
    """Signs and verifies as the kernel does, including `kid` and key rotation."""

    def encode(self, payload: dict[str, Any]) -> str:
        return tokens.encode(payload)

    def decode(self, token: Any, verify: bool = True) -> dict[str, Any]:
        try:
            return tokens.decode(token)
        except tokens.BadToken as error:
            raise TokenBackendError(str(error)) from error


BACKEND = KernelBackend(ALGORITHM)
GUEST_LIFETIME = timedelta(hours=2)
GUEST_KEPT = timedelta(days=7)
"""How long after their first token a guest can continue as the same one."""
GUEST_SINCE = "guest_since"
"""The claim with the time of the first token, in seconds since 1970."""


class AccessToken(simplejwt.AccessToken):
    """Identifies the caller to every process; short-lived and never looked up."""

    _token_backend = BACKEND


class RefreshToken(simplejwt.RefreshToken):
    """Exchanged once for a new pair of tokens. Only its id is stored, so that the table is useless to a thief."""

    _token_backend = BACKEND
    access_token_class = AccessToken

    @classmethod
    def of(cls, session: Session) -> "RefreshToken":
        """A token of the session's person, which expires with the session at the latest."""
        token, user = cls(), session.user
        token["sub"], token["session"] = str(user.id), str(session.id)
        token["exp"] = min(token["exp"], int(session.ends_at.timestamp()))
        token["password"] = password_mark(user)
        OutstandingToken.objects.create(
            user=user,
            jti=token["jti"],
            token="",
            created_at=token.current_time,
            expires_at=datetime_from_epoch(token["exp"]),
        )
        return token

    def check_blacklist(self) -> None:
        """Does nothing: `blacklist` detects reuse, also by concurrent requests."""


def password_mark(user: User) -> str:
    """A digest of the password's hash in a refresh token, which a new password invalidates."""
    return user.get_session_auth_hash()[:16]


class TokenPairAnswer(Answer):
    """The response to a sign-in."""

    access: str
    refresh: str
    """Exchanged once for the next pair."""
    expires_in: int
    """Lifetime of the access token in seconds."""
    locale: Locale
    """The language of the person's profile, for pages."""


class FirstTokensAnswer(TokenPairAnswer):
    """The response to a second factor."""

    recovery_codes: list[str]
    """Set when the first second factor was just set up: shown once."""


class AccessTokenAnswer(Answer):
    """The next access token of a session after a second factor."""

    access: str
    expires_in: int
    """Lifetime of the access token in seconds."""
    recovery_codes: list[str]
    """Set when the first second factor was just set up: shown once."""


class PasskeyQuestionAnswer(Answer):
    """Options for the browser."""

    challenge: str
    """Sent back with the passkey's response."""
    passkey: str
    """For `navigator.credentials.get`, as JSON."""


class ProviderQuestionAnswer(Answer):
    """The URL of a provider's sign-in, and what the browser keeps until it returns."""

    address: str
    """At the provider."""
    state: str
    """Has to come back unchanged."""
    binder: str
    """Sent with the response: only the browser that began this attempt can finish it."""


class FactorSetUpAnswer(Answer):
    """The data for setting up a second factor: an authenticator app by its secret, or a passkey."""

    challenge: str
    """Sent back with the first code or the new passkey."""
    secret: str
    address: str
    """For the app (`otpauth:`)."""
    picture: str
    """The same as a QR code, an SVG in a `data:` URI."""
    passkey: str
    """For `navigator.credentials.create`, as JSON."""


class FactorQuestionAnswer(Answer):
    """A request for a second factor."""

    challenge: str
    """Sent back with the answer."""
    kinds: list[Literal["totp", "passkey", "recovery", "password"]]
    """The password where the person has no second factor."""
    passkey: str
    """For `navigator.credentials.get`, as JSON; empty without a passkey."""


class GuestTokenAnswer(Answer):
    """The token of a guest."""

    access: str
    id: UUID
    """The guest's id."""
    expires_in: int
    """Lifetime of the access token in seconds."""


def issue_guest() -> GuestTokenAnswer:
    """A token of a new guest, which allows ordering, paying and seeing that order."""
    return _guest_token(new_id(), int(now().timestamp()))


def renew_guest(access: str) -> GuestTokenAnswer:
    """The next token of the guest of this one, which may have expired. GuestGone."""
    try:
        payload = tokens.decode(access, may_have_ended=True)
        guest, since = Principal.from_claims(payload), int(payload[GUEST_SINCE])
    except (tokens.BadToken, KeyError, TypeError, ValueError) as error:
        raise GuestGone from error
    if now().timestamp() - since > GUEST_KEPT.total_seconds():
        raise GuestGone
    return _guest_token(guest.user_id, since)


def guest_of_link(tracking_token: str) -> GuestTokenAnswer:
    """A token of the guest whose order the tracking link is for. GuestGone, also for an order of an account."""
    try:
        order = service(OrdersService).get_tracked_order(token=tracking_token)
    except NotFound as error:
        raise GuestGone from error
    if not order.is_guest:
        raise GuestGone
    return _guest_token(order.customer_id, int(now().timestamp()))


def _guest_token(guest_id: UUID, since: int) -> GuestTokenAnswer:
    access = AccessToken()
    access.set_exp(lifetime=GUEST_LIFETIME)
    access.payload.update(Principal(guest_id, frozenset({Role.GUEST})).claims())
    access[GUEST_SINCE] = since
    return GuestTokenAnswer(access=str(access), id=guest_id, expires_in=int(GUEST_LIFETIME.total_seconds()))


def issue_for_partner(grant: PartnerGrant) -> PartnerToken:
    """A token of a partner's program, which expires with its key at the latest."""
    access = AccessToken()
    caller = Principal(
        grant.key_id,
        frozenset({Role.PARTNER}),
        epoch=last_epoch(grant.key_id),
        scopes=frozenset(grant.scopes),
        calls_a_minute=grant.calls_a_minute,
    )
    access.payload.update(caller.claims())
    if grant.ends_at is not None:
        access["exp"] = min(access["exp"], int(grant.ends_at.timestamp()))
    return PartnerToken(
        access=str(access),
        expires_in=access["exp"] - access["iat"],
        calls_a_minute=grant.calls_a_minute,
    )


def issue(session: Session) -> TokenPairAnswer:
    """The next pair of a session, with its person's current roles and stores."""
    access = _access(session)
    return TokenPairAnswer(
        access=str(access),
        refresh=str(RefreshToken.of(session)),
        expires_in=access["exp"] - access["iat"],
        locale=Locale(session.user.locale),
    )


def issue_access(session: Session, recovery_codes: Iterable[str]) -> AccessTokenAnswer:
    """The next access token of a session; its refresh token stays valid."""
    access = _access(session)
    return AccessTokenAnswer(
        access=str(access), expires_in=access["exp"] - access["iat"], recovery_codes=list(recovery_codes)
    )


def _second_factor_at(session: Session) -> int | None:
    """When it was proved here, in seconds; 0, long ago, where the person has one that this session never proved."""
    if session.second_factor_at is not None:
        return int(session.second_factor_at.timestamp())
    return 0 if session.user.second_factors.exists() else None


def _access(session: Session) -> AccessToken:
    access, user, proved_at = AccessToken(), session.user, session.second_factor_at
    roles = roles_shown(user.roles, settings.SECOND_FACTOR_ROLES, has_proved_twice=proved_at is not None)
    access.payload.update(
        replace(
            get_principal(user, roles),
            session_id=session.id,
            second_factor_at=_second_factor_at(session),
            confirmed_at=int(session.confirmed_at.timestamp()),
        ).claims()
    )
    return access
