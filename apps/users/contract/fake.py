"""An in-memory directory of people for other apps' tests."""

from dataclasses import dataclass, field
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
from dominos.kernel.errors import NotFound
from dominos.kernel.services.people import HoldsNobody


@dataclass(slots=True)
class FakeUsersService(HoldsNobody, UsersService):
    """Answers from the people and addresses it is given."""

    people: dict[UUID, Person] = field(default_factory=dict)
    addresses: dict[tuple[UUID, UUID], SavedAddress] = field(default_factory=dict)
    stores: dict[UUID, PersonStores] = field(default_factory=dict)
    epochs: dict[UUID, int] = field(default_factory=dict)
    secrets: dict[UUID, str] = field(default_factory=dict)
    codes: dict[UUID, PhoneCode] = field(default_factory=dict)
    proved: set[tuple[UUID, str]] = field(default_factory=set)
    entrants: dict[str, AdminEntrant] = field(default_factory=dict)
    clocked_in: set[UUID] = field(default_factory=set)

    def add(self, person: Person, *addresses: SavedAddress) -> None:
        """Adds a person with their addresses."""
        self.people[person.id] = person
        self.addresses |= {(person.id, address.id): address for address in addresses}

    def get_person(self, *, user_id: UUID) -> Person:
        if user_id not in self.people:
            raise NotFound
        return self.people[user_id]

    def list_revocations(self) -> list[Revocation]:
        return [Revocation(subject_id=user_id, epoch=epoch) for user_id, epoch in self.epochs.items()]

    def get_admin_entrant(self, *, session: str) -> AdminEntrant | None:
        return self.entrants.get(session)

    def get_stores(self, *, user_id: UUID) -> PersonStores:
        if user_id not in self.stores:
            raise NotFound
        return self.stores[user_id]

    def get_address(self, *, user_id: UUID, address_id: UUID) -> SavedAddress:
        if (user_id, address_id) not in self.addresses:
            raise NotFound
        return self.addresses[user_id, address_id]

    def get_mailbox_to_forget(self, *, user_id: UUID) -> str:
        return self.get_person(user_id=user_id).email

    def get_secret(self, *, proof_id: UUID) -> str:
        if proof_id not in self.secrets:
            raise NotFound
        return self.secrets[proof_id]

    def get_phone_code(self, *, proof_id: UUID) -> PhoneCode:
        if proof_id not in self.codes:
            raise NotFound
        return self.codes[proof_id]

    def is_phone_proved(self, *, owner_id: UUID, phone: str) -> bool:
        return (owner_id, phone) in self.proved

    def is_anybody_clocked_in(self, *, store_id: UUID, before: datetime) -> bool:
        return store_id in self.clocked_in

    def issue_partner_token(self, *, grant: PartnerGrant) -> PartnerToken:
        return PartnerToken(access=str(grant.key_id), expires_in=900, calls_a_minute=grant.calls_a_minute)
