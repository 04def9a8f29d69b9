"""Signing in and out, and renewing tokens."""

from datetime import timedelta
from typing import cast

from django.contrib.auth import authenticate
from rest_framework_simplejwt.exceptions import TokenError

from apps.users.contract.errors import EmailNotVerified, RefreshRefused, WrongCredentials
from apps.users.models import TokenRotation, User
from apps.users.secrets import digest
from apps.users.tokens import RefreshToken, TokenPairAnswer, issue, password_mark
from dominos.kernel.clock import now
from dominos.kernel.unit_of_work import unit_of_work

REFRESH_GRACE = timedelta(seconds=10)


def sign_in(*, email: str, password: str) -> TokenPairAnswer:
    """A pair of tokens for a verified person. WrongCredentials, as slowly for an unknown e-mail as for a known one."""
    user = authenticate(username=email, password=password)
    if not isinstance(user, User):
        raise WrongCredentials
    if not user.is_verified:
        raise EmailNotVerified
    with unit_of_work("users"):
        return issue(user)


def refresh_tokens(*, refresh: str, client: str = "") -> TokenPairAnswer:
    """Exchanges a refresh token, once, for a new pair. RefreshRefused.

    `client` tells clients apart: two tabs of one browser that refresh at the same moment both go on, a thief does not.
    """
    old = _parse(refresh)
    with unit_of_work("users"):
        _, is_first = cast(tuple[object, bool], old.blacklist())
        user = User.objects.filter(id=old["sub"], is_active=True, is_verified=True).first()
        if user is None or old.payload.get("password") != password_mark(user):
            raise RefreshRefused
        if is_first:
            TokenRotation.objects.create(jti=old["jti"], client=digest(client))
        elif not _is_same_moment(old["jti"], client):
            raise RefreshRefused
        return issue(user)


def _is_same_moment(jti: str, client: str) -> bool:
    uses = TokenRotation.objects.filter(jti=jti, client=digest(client), at__gt=now() - REFRESH_GRACE)
    return bool(client) and uses.exists()


def sign_out(*, refresh: str) -> None:
    """Makes the refresh token useless, at once. RefreshRefused for anything else."""
    token = _parse(refresh)
    with unit_of_work("users"):
        _, is_first = cast(tuple[object, bool], token.blacklist())
        ended, _ = TokenRotation.objects.filter(jti=token["jti"]).delete()
        if not is_first and not ended:
            raise RefreshRefused


def _parse(refresh: str) -> RefreshToken:
    try:
        return RefreshToken(refresh)  # type: ignore[arg-type]
    except TokenError as error:
        raise RefreshRefused from error
