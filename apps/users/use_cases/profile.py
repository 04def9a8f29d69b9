"""What people change of themselves: profile and addresses."""

from typing import Any
from uuid import UUID

from apps.users.contract.errors import TooManyAddresses
from apps.users.domain import MARKETING, MAX_ADDRESSES
from apps.users.models import Address, MarketingConsent, User
from apps.users.queries import count_addresses, get_address, get_user
from apps.users.use_cases.locking import lock_user
from dominos.kernel.audit import record
from dominos.kernel.clock import now
from dominos.kernel.errors import Conflict
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
        is_default = fields.pop("is_default", False) or not user.addresses.exists()
        _make_room(user.id, is_default)
        return Address.objects.create(user=user, is_default=is_default, **fields)


def change_address(user_id: UUID, address_id: UUID, **changes: Any) -> Address:
    """Changes an address of this person. NotFound."""
    with unit_of_work("users"):
        lock_user(user_id)
        address = get_address(user_id, address_id)
        _make_room(user_id, changes.get("is_default", False))
        return _change(address, changes)


def remove_address(user_id: UUID, address_id: UUID) -> None:
    """Deletes an address of this person. NotFound."""
    with unit_of_work("users"):
        get_address(user_id, address_id).delete()


def agree(user_id: UUID, *, wording: str) -> None:
    """The person agrees to be written to, in these words. NotFound, Conflict for words that are not today's."""
    if wording != MARKETING:
        raise Conflict("What one agrees to has changed; read it again.")
    with unit_of_work("users"):
        user = get_user(user_id)
        lock_user(user.id)
        if not user.consents.filter(withdrawn_at=None, wording=wording).exists():
            user.consents.filter(withdrawn_at=None).update(withdrawn_at=now())
            MarketingConsent.objects.create(user=user, wording=wording)
            record("marketing_agreed", about=user, by=user.id)


def withdraw_consent(user_id: UUID) -> None:
    """The person is not written to any more. NotFound."""
    with unit_of_work("users"):
        user = get_user(user_id)
        if user.consents.filter(withdrawn_at=None).update(withdrawn_at=now()):
            record("marketing_withdrawn", about=user, by=user.id)


def _make_room(user_id: UUID, is_default: bool) -> None:
    """One address is the usual one."""
    if is_default:
        Address.objects.filter(user_id=user_id, is_default=True).update(is_default=False)


def _change[M: (User, Address)](row: M, changes: dict[str, Any]) -> M:
    for name, value in changes.items():
        setattr(row, name, value)
    if changes:
        row.save(update_fields=list(changes))
    return row
