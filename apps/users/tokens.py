"""Access and refresh tokens: simplejwt's life cycle and blacklist over the kernel's signing keys."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from rest_framework_simplejwt import tokens as simplejwt
from rest_framework_simplejwt.backends import TokenBackend
from rest_framework_simplejwt.exceptions import TokenBackendError
from rest_framework_simplejwt.token_blacklist.models import OutstandingToken
from rest_framework_simplejwt.utils import datetime_from_epoch

from apps.users.models import User
from apps.users.queries import get_principal
from dominos.kernel.auth import Principal, Role, tokens
from dominos.kernel.auth.keys import ALGORITHM
from dominos.kernel.ids import new_id


class KernelBackend(TokenBackend):
    """Signs and verifies as the kernel does, `kid` and key rotation included."""

    def encode(self, payload: dict[str, Any]) -> str:
        return tokens.encode(payload)

    def decode(self, token: Any, verify: bool = True) -> dict[str, Any]:
        try:
            return tokens.decode(token)
        except tokens.BadToken as error:
            raise TokenBackendError(str(error)) from error


BACKEND = KernelBackend(ALGORITHM)
GUEST_LIFETIME = timedelta(hours=2)


class AccessToken(simplejwt.AccessToken):
    """Tells every process who calls; lives minutes and is never looked up."""

    _token_backend = BACKEND


class RefreshToken(simplejwt.RefreshToken):
    """Buys one new pair of tokens. Only its id is stored, so that the table is of no use to a thief."""

    _token_backend = BACKEND
    access_token_class = AccessToken

    @classmethod
    def for_user(cls, user: User) -> "RefreshToken":  # type: ignore[override]
        token = cls()
        token["sub"] = str(user.id)
        OutstandingToken.objects.create(
            user=user,
            jti=token["jti"],
            token="",
            created_at=token.current_time,
            expires_at=datetime_from_epoch(token["exp"]),
        )
        return token


@dataclass(frozen=True, slots=True)
class TokenPair:
    """What a client gets for signing in; `expires_in` is the access token's life in seconds."""

    access: str
    refresh: str
    expires_in: int


@dataclass(frozen=True, slots=True)
class GuestToken:
    """What somebody without an account gets: `access` names guest `id` for `expires_in` seconds; it is not renewed."""

    access: str
    id: UUID
    expires_in: int


def issue_guest() -> GuestToken:
    """A token of a new guest, who is nobody but the one who holds it: it can order, pay and see that order."""
    access = AccessToken()
    access.set_exp(lifetime=GUEST_LIFETIME)
    guest = Principal(new_id(), frozenset({Role.GUEST}))
    access.payload.update(guest.claims())
    return GuestToken(str(access), guest.user_id, int(GUEST_LIFETIME.total_seconds()))


def issue(user: User) -> TokenPair:
    """A new pair for the person, with their roles and stores as they are now."""
    access = AccessToken()
    access.payload.update(get_principal(user).claims())
    lifetime = access["exp"] - access["iat"]
    return TokenPair(str(access), str(RefreshToken.for_user(user)), lifetime)
