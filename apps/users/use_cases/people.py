"""People with roles and stores, created by seeds and staff."""

from collections.abc import Iterable
from datetime import time
from uuid import UUID

from guardian.shortcuts import assign_perm

from apps.stores.contract.business_day import DAY_STARTS_AT, UTC_CLOCK
from apps.users.domain import SCOPE_PERMISSIONS, Locale
from apps.users.models import Employment, RoleGrant, StoreScope, User
from apps.users.queries.people import get_user
from dominos.kernel.auth import Role
from dominos.kernel.contact import email_address
from dominos.kernel.unit_of_work import unit_of_work


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
    """Creates a verified person with these roles, for seeding. An existing verified one keeps password and data."""
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
            grant(user, role)
    return user


def grant_store(user_id: UUID, store_id: UUID, *, manager: bool = False) -> None:
    """Makes a person staff or manager of a store, with the corresponding role. NotFound."""
    with unit_of_work("users"):
        user, role = get_user(user_id), Role.STORE_MANAGER if manager else Role.STORE_STAFF
        scope, _ = StoreScope.objects.get_or_create(id=store_id)
        assign_perm(SCOPE_PERMISSIONS[role], user, scope)
        Employment.objects.get_or_create(user=user, store_id=store_id, role=role)
        grant(user, role)


def note_courier(user_id: UUID, store_id: UUID) -> None:
    """Records that an existing courier works for the store. NotFound."""
    with unit_of_work("users"):
        Employment.objects.get_or_create(user=get_user(user_id), store_id=store_id, role=Role.COURIER)


def name_store(
    store_id: UUID, name: str, timezone: str = UTC_CLOCK.timezone, day_starts_at: time = DAY_STARTS_AT
) -> None:
    """Creates the store's scope, or gives it its name and clock; called within a unit of work."""
    told = {"name": name, "timezone": timezone, "day_starts_at": day_starts_at}
    StoreScope.objects.update_or_create(id=store_id, defaults=told)


def grant(user: User, role: Role) -> None:
    """Gives the person the role; idempotent."""
    RoleGrant.objects.get_or_create(user=user, role=role)
