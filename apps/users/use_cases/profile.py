"""Changes of one's own profile and addresses."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from apps.users.contract.errors import TooManyAddresses, TooManyPhones
from apps.users.domain import MARKETING, MAX_ADDRESSES, MAX_PHONES
from apps.users.models import Address, MarketingConsent, Phone, User
from apps.users.queries.people import get_user
from apps.users.queries.profiles import count_addresses, get_address
from apps.users.use_cases.locking import lock_user
from apps.users.use_cases.phones import with_country
from dominos.kernel.audit import record
from dominos.kernel.clock import now
from dominos.kernel.errors import Conflict, NotFound
from dominos.kernel.unit_of_work import unit_of_work


def change_profile(user_id: UUID, **changes: Any) -> User:
    """Changes the profile; duplicates in lists are removed. NotFound, Invalid."""
    changes = {name: sorted(set(x)) if isinstance(x, list) else x for name, x in changes.items()}
    if "phone" in changes:
        store_id = changes.get("store_id", get_user(user_id).store_id)
        changes["phone"] = with_country(changes["phone"], store_id=store_id)
    with unit_of_work("users"):
        user = get_user(user_id)
        return _change(user, changes)


def add_phone(user_id: UUID, *, number: str) -> None:
    """Adds a telephone; the first one becomes the main one. NotFound, Invalid, TooManyPhones."""
    number = with_country(number, store_id=get_user(user_id).store_id, field="number")
    with unit_of_work("users"):
        user = _locked(user_id)
        if not user.phone:
            _change(user, {"phone": number})
        elif number != user.phone and not user.phones.filter(number=number).exists():
            if user.phones.count() >= MAX_PHONES:
                raise TooManyPhones
            Phone.objects.create(user=user, number=number)


def make_phone_usual(user_id: UUID, phone_id: UUID) -> None:
    """Makes it the main telephone; the previous one becomes a further one. NotFound."""
    with unit_of_work("users"):
        user = _locked(user_id)
        row = _phone(user, phone_id)
        before, number = user.phone, row.number
        row.delete()
        if before and before != number:
            Phone.objects.get_or_create(user=user, number=before)
        _change(user, {"phone": number})


def remove_phone(user_id: UUID, phone_id: UUID) -> None:
    """Deletes one of these. NotFound."""
    with unit_of_work("users"):
        _phone(_locked(user_id), phone_id).delete()


def _locked(user_id: UUID) -> User:
    get_user(user_id)
    user = lock_user(user_id)
    if user is None:
        raise NotFound
    return user


def _phone(user: User, phone_id: UUID) -> Phone:
    row = user.phones.filter(id=phone_id).first()
    if row is None:
        raise NotFound
    return row


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
    """Records the consent to marketing with this wording. NotFound, Conflict for a wording that is not current."""
    if wording != gettext(MARKETING):
        raise Conflict("What one agrees to has changed; read it again.")
    with unit_of_work("users"):
        user = get_user(user_id)
        lock_user(user.id)
        if not user.consents.filter(withdrawn_at=None, wording=wording).exists():
            user.consents.filter(withdrawn_at=None).update(withdrawn_at=now())
            MarketingConsent.objects.create(user=user, wording=wording)
            record("marketing_agreed", about=user, by=user.id)


def withdraw_consent(user_id: UUID) -> None:
    """Withdraws the consent. NotFound."""
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
