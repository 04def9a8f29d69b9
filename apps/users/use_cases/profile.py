"""What people change of themselves: profile and addresses."""

from typing import Any
from uuid import UUID

from apps.users.contract.errors import TooManyAddresses
from apps.users.domain import MAX_ADDRESSES
from apps.users.models import Address, User
from apps.users.queries import count_addresses, get_address, get_user
from apps.users.use_cases.locking import lock_user
from dominos.kernel.unit_of_work import unit_of_work


def change_profile(user_id: UUID, **changes: str) -> User:
    """Changes name, phone or locale. NotFound."""
    with unit_of_work("users"):
        user = get_user(user_id)
        return _change(user, changes)


def add_address(user_id: UUID, **fields: Any) -> Address:
    """Adds an address. NotFound, TooManyAddresses."""
    with unit_of_work("users"):
        user = get_user(user_id)
        lock_user(user.id)
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
