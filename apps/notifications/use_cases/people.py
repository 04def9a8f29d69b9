"""Recipients, queried from users before anything is written."""

from uuid import UUID

from apps.notifications.domain.news import Recipient
from apps.users.contract.service import UsersService
from apps.users.contract.types import PersonStores
from dominos.kernel.contact import dialled
from dominos.kernel.errors import NotFound
from dominos.kernel.services import service


def person(user_id: UUID, store_phone: str = "") -> Recipient | None:
    """The person; None if they no longer exist.

    Their telephone without a country code is in the country of the store's.
    """
    try:
        person = service(UsersService).get_person(user_id=user_id)
    except NotFound:
        return None
    email = person.email if person.is_verified else ""
    return Recipient(person.id, email, person.name, person.locale, dialled(person.phone, store_phone))


def stores_of(user_id: UUID) -> PersonStores:
    """The stores where the person works and those they manage; empty if they are gone or deactivated."""
    try:
        return service(UsersService).get_stores(user_id=user_id)
    except NotFound:
        return PersonStores(store_ids=(), managed_ids=())
