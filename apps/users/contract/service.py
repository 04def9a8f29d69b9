"""The users service."""

from abc import abstractmethod
from datetime import datetime
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
    """Queries about people."""

    name = "users"

    @abstractmethod
    @read
    def get_person(self, *, user_id: UUID) -> Person:
        """The person. NotFound."""

    @abstractmethod
    @read
    def list_revocations(self) -> list[Revocation]:
        """People who lost rights, and ended sessions, as far as access tokens may still be valid; one entry each."""

    @abstractmethod
    @read
    def get_stores(self, *, user_id: UUID) -> PersonStores:
        """The stores of a person. NotFound, also for a deactivated one."""

    @abstractmethod
    @read
    def get_address(self, *, user_id: UUID, address_id: UUID) -> SavedAddress:
        """An address of this person. NotFound, also for somebody else's."""

    @abstractmethod
    @read
    def get_mailbox_to_forget(self, *, user_id: UUID) -> str:
        """The mail address of a closed account that has to be erased. NotFound once it is."""

    @abstractmethod
    @read
    def get_secret(self, *, proof_id: UUID) -> str:
        """The secret for a verification mail: the token of a link, or a code. NotFound once it is used or expired.

        `proof_id` is from the event that requests the mail.
        """

    @abstractmethod
    @read
    def get_phone_code(self, *, proof_id: UUID) -> PhoneCode:
        """The verification code of an SMS, and its number. NotFound once it is used or expired."""

    @abstractmethod
    @read
    def is_phone_proved(self, *, owner_id: UUID, phone: str) -> bool:
        """Whether this account or guest has verified the telephone, which is given with its country."""

    @abstractmethod
    @read
    def is_anybody_clocked_in(self, *, store_id: UUID, before: datetime) -> bool:
        """Whether somebody who clocked in at the store before the instant, within the last 24 hours, still works."""

    @abstractmethod
    @read
    def get_admin_entrant(self, *, session: str) -> AdminEntrant | None:
        """The person signed in to the admin by the session with this key, which is extended; None if nobody is."""

    @abstractmethod
    @read
    def issue_partner_token(self, *, grant: PartnerGrant) -> PartnerToken:
        """An access token for a partner's key, whose rights the caller has checked."""
