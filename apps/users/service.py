"""The implementation of the users service."""

from datetime import datetime
from uuid import UUID

from apps.users.contract.service import UsersService
from apps.users.contract.types import (
    AdminEntrant,
    PartnerGrant,
    PartnerToken,
    Person,
    PersonStores,
    PhoneCode,
    Revocation,
    SavedAddress,
)
from apps.users.domain import courier_note
from apps.users.queries.people import get_mailbox_to_forget, get_secret, get_user
from apps.users.queries.phones import get_phone_code, is_phone_proved
from apps.users.queries.profiles import get_address
from apps.users.queries.rights import get_principal, list_revocations
from apps.users.queries.timesheets import is_anybody_clocked_in
from apps.users.use_cases import admin_entry, tokens
from dominos.kernel.auth import Role
from dominos.kernel.personal_export import TablesOfPeople


class LocalUsersService(TablesOfPeople, UsersService):
    """Converts rows to contract types."""

    def get_person(self, *, user_id: UUID) -> Person:
        user = get_user(user_id)
        return Person(
            id=user.id,
            email=user.email,
            name=user.name,
            phone=user.phone,
            locale=user.locale,
            is_verified=user.is_verified,
        )

    def list_revocations(self) -> list[Revocation]:
        return list_revocations()

    def get_stores(self, *, user_id: UUID) -> PersonStores:
        caller = get_principal(get_user(user_id))
        return PersonStores(
            store_ids=tuple(caller.store_ids),
            managed_ids=tuple(caller.managed_ids),
            is_support=caller.is_any(Role.SUPPORT, Role.ADMIN),
        )

    def get_address(self, *, user_id: UUID, address_id: UUID) -> SavedAddress:
        address = get_address(user_id, address_id)
        return SavedAddress(
            id=address.id,
            label=address.label,
            street=address.street,
            house_number=address.house_number,
            postcode=address.postcode,
            city=address.city,
            lat=address.lat,
            lon=address.lon,
            note=courier_note(address.unit, address.floor, address.door_code, address.note, address.building),
        )

    def get_mailbox_to_forget(self, *, user_id: UUID) -> str:
        return get_mailbox_to_forget(user_id)

    def get_secret(self, *, proof_id: UUID) -> str:
        return get_secret(proof_id)

    def get_phone_code(self, *, proof_id: UUID) -> PhoneCode:
        return get_phone_code(proof_id)

    def is_phone_proved(self, *, owner_id: UUID, phone: str) -> bool:
        return is_phone_proved(owner_id, phone)

    def get_admin_entrant(self, *, session: str) -> AdminEntrant | None:
        return admin_entry.entrant(session)

    def is_anybody_clocked_in(self, *, store_id: UUID, before: datetime) -> bool:
        return is_anybody_clocked_in(store_id, before)

    def issue_partner_token(self, *, grant: PartnerGrant) -> PartnerToken:
        return tokens.issue_for_partner(grant)
