"""Reads of permissions and revocations."""

from datetime import timedelta
from typing import cast
from uuid import UUID

from django.conf import settings
from django.db.models import Max
from django.db.models.functions import Now
from guardian.shortcuts import get_objects_for_user

from apps.users.contract.types import Revocation as Revoked
from apps.users.domain import STORE_ROLES
from apps.users.models import (
    Revocation,
    StoreScope,
    User,
)
from dominos.kernel.auth import Principal, Role
from dominos.kernel.auth.rights import EVERYBODY


def get_principal(user: User, roles: frozenset[Role] | None = None) -> Principal:
    """The person's principal: their effective roles, and the stores they work for or manage.

    A store without the role for it has no effect. The epoch is read first: rights revoked meanwhile make the
    token outdated.
    """
    epoch = last_epoch(user.id)
    roles = user.roles if roles is None else roles
    managed = _scopes(user, "manage")
    stores = _scopes(user, "work_at") | managed if roles & STORE_ROLES else frozenset()
    is_manager = Role.STORE_MANAGER in roles
    return Principal(user.id, roles, stores, managed if is_manager else frozenset(), epoch)


def last_epoch(user_id: UUID) -> int:
    """The epoch of tokens issued to the person now."""
    lost = Revocation.objects.filter(subject_id__in=(user_id, EVERYBODY))
    return lost.aggregate(last=Max("epoch"))["last"] or 0


def list_revocations() -> list[Revoked]:
    """Revocations within the lifetime of an access token, one per person or session."""
    lately = Revocation.objects.filter(at__gt=Now() - access_lifetime() - timedelta(minutes=2))
    rows = lately.values_list("subject_id").annotate(last=Max("epoch"))
    return [Revoked(subject_id=subject_id, epoch=epoch) for subject_id, epoch in rows]


def access_lifetime() -> timedelta:
    """The lifetime of an access token."""
    return cast(timedelta, settings.SIMPLE_JWT["ACCESS_TOKEN_LIFETIME"])


def _scopes(user: User, permission: str) -> frozenset[UUID]:
    scopes = get_objects_for_user(user, permission, klass=StoreScope, with_superuser=False)
    return frozenset(scopes.values_list("id", flat=True))
