"""Writes about people: registering, verifying an e-mail, signing in and out, profiles, addresses, grants."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta
from typing import Any, cast
from uuid import UUID

from django.contrib.auth import authenticate
from django.contrib.auth.hashers import make_password
from guardian.shortcuts import assign_perm
from rest_framework_simplejwt.exceptions import TokenError

from apps.users.contract.errors import (
    EmailNotVerified,
    RefreshRefused,
    TooManyAddresses,
    VerificationFailed,
    WrongCredentials,
)
from apps.users.contract.events import EmailVerificationRequested, EmailVerified, RegistrationRepeated
from apps.users.domain import MAX_ADDRESSES, Locale
from apps.users.models import (
    Address,
    EmailVerification,
    RoleGrant,
    StoreScope,
    TokenRotation,
    User,
)
from apps.users.queries import count_addresses, get_address, get_user
from apps.users.tokens import RefreshToken, TokenPairAnswer, issue, password_mark
from dominos.kernel.auth import Role
from dominos.kernel.clock import now
from dominos.kernel.contact import email_address
from dominos.kernel.unit_of_work import publish, unit_of_work

REFRESH_GRACE = timedelta(seconds=10)
REGISTERED = ("password", "name", "phone", "locale")


def register(*, email: str, password: str, name: str, phone: str = "", locale: str = Locale.EN) -> None:
    """Registers a customer, or tells the owner of a known address that somebody tried; the caller learns neither."""
    fields = {"password": make_password(password), "name": name, "phone": phone, "locale": locale}
    with unit_of_work("users"):
        user, _ = User.objects.get_or_create(email=email_address(email), defaults=fields)
        if user.is_verified:
            publish(
                RegistrationRepeated(user_id=user.id, email=user.email, name=user.name, locale=user.locale),
                subject=user.id,
            )
            return
        User.objects.filter(id=user.id).update(**fields)
        _request_verification(user, fields)


def resend_verification(*, email: str) -> None:
    """Mails another link to somebody who registered and has not verified their e-mail; else does nothing."""
    with unit_of_work("users"):
        user = User.objects.filter(email=email_address(email), is_verified=False, is_active=True).first()
        if user is not None:
            _request_verification(user, {name: getattr(user, name) for name in REGISTERED})


def _request_verification(user: User, registered: dict[str, str]) -> None:
    token = secrets.token_urlsafe(32)
    EmailVerification.objects.create(user=user, digest=_digest(token), **registered)
    publish(
        EmailVerificationRequested(
            user_id=user.id,
            email=user.email,
            name=registered["name"],
            locale=registered["locale"],
            token=token,
        ),
        subject=user.id,
    )


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def verify_email(*, token: str) -> None:
    """Accepts the registration whose mail carried the token; all others of that address end. VerificationFailed."""
    with unit_of_work("users"):
        pending = EmailVerification.objects.filter(digest=_digest(token), expires_at__gt=now()).first()
        user = User.objects.select_for_update().filter(id=pending.user_id).first() if pending else None
        if pending is None or user is None or user.is_verified:
            raise VerificationFailed
        for name in REGISTERED:
            setattr(user, name, getattr(pending, name))
        user.is_verified = True
        user.save()
        user.verifications.all().delete()
        _grant(user, Role.CUSTOMER)
        publish(EmailVerified(user_id=user.id), subject=user.id)


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
            TokenRotation.objects.create(jti=old["jti"], client=_digest(client))
        elif not _is_same_moment(old["jti"], client):
            raise RefreshRefused
        return issue(user)


def _is_same_moment(jti: str, client: str) -> bool:
    uses = TokenRotation.objects.filter(jti=jti, client=_digest(client), at__gt=now() - REFRESH_GRACE)
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


def change_profile(user_id: UUID, **changes: str) -> User:
    """Changes name, phone or locale. NotFound."""
    with unit_of_work("users"):
        user = get_user(user_id)
        return _change(user, changes)


def add_address(user_id: UUID, **fields: Any) -> Address:
    """Adds an address. NotFound, TooManyAddresses."""
    with unit_of_work("users"):
        user = User.objects.select_for_update().get(id=get_user(user_id).id)
        if count_addresses(user.id) >= MAX_ADDRESSES:
            raise TooManyAddresses
        return Address.objects.create(user=user, **fields)


def change_address(user_id: UUID, address_id: UUID, **changes: Any) -> Address:
    """Changes an address of this person. NotFound."""
    with unit_of_work("users"):
        return _change(get_address(user_id, address_id), changes)


def remove_address(user_id: UUID, address_id: UUID) -> None:
    """Deletes an address of this person. NotFound."""
    with unit_of_work("users"):
        get_address(user_id, address_id).delete()


def _change[M: (User, Address)](row: M, changes: dict[str, Any]) -> M:
    for name, value in changes.items():
        setattr(row, name, value)
    if changes:
        row.save(update_fields=list(changes))
    return row


def create_user(
    *,
    email: str,
    password: str,
    name: str,
    roles: Iterable[Role] = (Role.CUSTOMER,),
    phone: str = "",
    locale: str = Locale.EN,
    user_id: UUID | None = None,
) -> User:
    """A verified person with these roles, for seeding. A verified one of this e-mail keeps password and data."""
    identity = {"id": user_id} if user_id else {}
    with unit_of_work("users"):
        user = User.objects.filter(email=email_address(email)).first() or User(
            email=email_address(email), **identity
        )
        if not user.is_verified:
            user.name, user.phone, user.locale, user.is_verified = name, phone, locale, True
            user.set_password(password)
            user.save()
        for role in roles:
            _grant(user, role)
    return user


def grant_store(user_id: UUID, store_id: UUID, *, manager: bool = False) -> None:
    """Lets a person work for a store, or manage it, with the role that goes with it. NotFound."""
    with unit_of_work("users"):
        user = get_user(user_id)
        scope, _ = StoreScope.objects.get_or_create(id=store_id)
        assign_perm("manage" if manager else "work_at", user, scope)
        _grant(user, Role.STORE_MANAGER if manager else Role.STORE_STAFF)


def _grant(user: User, role: Role) -> None:
    RoleGrant.objects.get_or_create(user=user, role=role)
