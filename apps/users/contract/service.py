"""The users service."""

from abc import abstractmethod
from uuid import UUID

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
from dominos.kernel.services import Service, read
from dominos.kernel.services.people import HoldsPeople


class UsersService(Service, HoldsPeople):
    """Questions about people."""

    name = "users"

    @abstractmethod
    @read
    def get_person(self, *, user_id: UUID) -> Person:
        """The person. NotFound."""

    @abstractmethod
    @read
    def list_revocations(self) -> list[Revocation]:
        """Who lost rights, and which sessions ended, so lately that a token may still say otherwise, once each."""

    @abstractmethod
    @read
    def get_stores(self, *, user_id: UUID) -> PersonStores:
        """The stores of a person. NotFound, also for one who was switched off."""

    @abstractmethod
    @read
    def get_address(self, *, user_id: UUID, address_id: UUID) -> SavedAddress:
        """An address of this person. NotFound, also for somebody else's."""

    @abstractmethod
    @read
    def get_mailbox_to_forget(self, *, user_id: UUID) -> str:
        """The mail address of somebody who closed their account and is to be forgotten. NotFound once they are."""

    @abstractmethod
    @read
    def get_secret(self, *, proof_id: UUID) -> str:
        """What a mail carries to prove whose it is: the token of a link, or a code. NotFound once it is used or old.

        `proof_id` is that of the event which asks for the mail.
        """

    @abstractmethod
    @read
    def get_phone_code(self, *, proof_id: UUID) -> PhoneCode:
        """The code that goes to a telephone, and which. NotFound once it is used or old."""

    @abstractmethod
    @read
    def is_phone_proved(self, *, owner_id: UUID, phone: str) -> bool:
        """Whether this account or guest has proved that the telephone is theirs."""

    @abstractmethod
    @read
    def get_admin_entrant(self, *, session: str) -> AdminEntrant | None:
        """Who is signed in to the admin by the session of this key, which goes on; None for nobody it lets in."""

    @abstractmethod
    @read
    def issue_partner_token(self, *, grant: PartnerGrant) -> PartnerToken:
        """An access token for a partner's key, whose rights whoever asks has looked up."""
