"""The users service."""

from abc import abstractmethod
from uuid import UUID

from apps.users.contract.types import Person, SavedAddress
from dominos.kernel.services import Service, read


class UsersService(Service):
    """Questions about people."""

    name = "users"

    @abstractmethod
    @read
    def get_person(self, *, user_id: UUID) -> Person:
        """The person. NotFound."""

    @abstractmethod
    @read
    def get_address(self, *, user_id: UUID, address_id: UUID) -> SavedAddress:
        """An address of this person. NotFound, also for somebody else's."""
