"""People with roles and stores, made by seeds and staff."""

from collections.abc import Iterable
from uuid import UUID

from guardian.shortcuts import assign_perm

from apps.users.domain import Locale
from apps.users.models import RoleGrant, StoreScope, User
from apps.users.queries import get_user
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
            grant(user, role)
    return user


def grant_store(user_id: UUID, store_id: UUID, *, manager: bool = False) -> None:
    """Lets a person work for a store, or manage it, with the role that goes with it. NotFound."""
    with unit_of_work("users"):
        user = get_user(user_id)
        scope, _ = StoreScope.objects.get_or_create(id=store_id)
        assign_perm("manage" if manager else "work_at", user, scope)
        grant(user, Role.STORE_MANAGER if manager else Role.STORE_STAFF)


def grant(user: User, role: Role) -> None:
    """Gives the person the role; once."""
    RoleGrant.objects.get_or_create(user=user, role=role)
