"""Reading people and their addresses."""

from uuid import UUID

from django.db.models import QuerySet
from guardian.shortcuts import get_objects_for_user

from apps.users.models import Address, StoreScope, User
from dominos.kernel.auth import Principal
from dominos.kernel.errors import NotFound


def get_user(user_id: UUID) -> User:
    """An active person. NotFound."""
    user = User.objects.filter(id=user_id, is_active=True).first()
    if user is None:
        raise NotFound
    return user


def get_principal(user: User) -> Principal:
    """The caller this person is: their roles and the stores they work for or manage."""
    managed = _scopes(user, "manage")
    return Principal(user.id, user.roles, _scopes(user, "work_at") | managed, managed)


def _scopes(user: User, permission: str) -> frozenset[UUID]:
    scopes = get_objects_for_user(user, permission, klass=StoreScope, with_superuser=False)
    return frozenset(scopes.values_list("id", flat=True))


def list_addresses(user_id: UUID) -> QuerySet[Address]:
    """The addresses of a person."""
    return Address.objects.filter(user_id=user_id)


def get_address(user_id: UUID, address_id: UUID) -> Address:
    """An address of this person. NotFound, also for somebody else's."""
    address = list_addresses(user_id).filter(id=address_id).first()
    if address is None:
        raise NotFound
    return address
