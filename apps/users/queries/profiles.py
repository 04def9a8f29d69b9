"""Reading what people say of themselves."""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.utils.translation import gettext
from pydantic import field_validator

from apps.users.domain import MARKETING, Diet, Locale
from apps.users.models import (
    Address,
    MarketingConsent,
    Phone,
    User,
)
from apps.users.queries.phones import is_phone_proved, proved_among
from dominos.kernel.auth import Role
from dominos.kernel.edge.answers import Answer, Listing
from dominos.kernel.errors import NotFound


class ProfileAnswer(Answer):
    """A person as they see themselves."""

    id: UUID
    email: str
    name: str
    phone: str
    """Where they are usually called."""
    phone_is_proved: bool = False
    """Whether they have proved by a code that it is theirs."""
    locale: Locale
    store_id: UUID | None
    """Where they usually order."""
    diet: list[Diet]
    allergens: list[str]
    """What must not be in their food; pages of menus begin without it."""
    is_verified: bool
    roles: list[Role]

    @field_validator("roles", mode="before")
    @classmethod
    def _in_order(cls, roles: Iterable[Role]) -> list[Role]:
        return sorted(roles)


class PhoneAnswer(Answer):
    """Another telephone of a person, beside the one they are usually called at."""

    id: UUID
    number: str
    is_proved: bool = False
    """Whether they have proved by a code that it is theirs."""


class SavedAddressAnswer(Answer):
    """An address with the point its owner confirmed (WGS 84 degrees)."""

    id: UUID
    label: str
    street: str
    house_number: str
    postcode: str
    city: str
    lat: float
    lon: float
    unit: str
    floor: str
    door_code: str
    building: Literal["", "house", "flats", "office", "hotel", "other"]
    note: str
    is_default: bool
    """Whether it is the one that is usually brought to; one of them is."""


class ConsentAnswer(Answer):
    """Whether one agreed to be written to with offers."""

    wording: str
    """What one agrees to now; goes back as it is."""
    given_at: datetime | None
    """Since when; null for who has not agreed, or withdrew it."""
    agreed_to: str
    """The words that were agreed to; empty for who has not."""


def list_addresses(user_id: UUID) -> Listing[SavedAddressAnswer]:
    """The addresses of a person, newest first."""
    return Listing(Address.objects.filter(user_id=user_id), SavedAddressAnswer.of_all)


def list_phones(user_id: UUID) -> list[PhoneAnswer]:
    """The telephones of a person beside the usual one, oldest first."""
    rows = list(Phone.objects.filter(user_id=user_id).order_by("id"))
    proved = proved_among(user_id, [row.number for row in rows])
    return [PhoneAnswer(id=row.id, number=row.number, is_proved=row.number in proved) for row in rows]


def profile_of(user: User) -> ProfileAnswer:
    """The person as they see themselves."""
    proved = bool(user.phone) and is_phone_proved(user.id, user.phone)
    return ProfileAnswer.of(user).model_copy(update={"phone_is_proved": proved})


def get_consent(user_id: UUID) -> ConsentAnswer:
    """What a person agreed to."""
    row = MarketingConsent.objects.filter(user_id=user_id, withdrawn_at=None).first()
    return ConsentAnswer(
        wording=gettext(MARKETING),
        given_at=row.given_at if row else None,
        agreed_to=row.wording if row else "",
    )


def count_addresses(user_id: UUID) -> int:
    """How many addresses a person has."""
    return Address.objects.filter(user_id=user_id).count()


def get_address(user_id: UUID, address_id: UUID) -> Address:
    """An address of this person. NotFound, also for somebody else's."""
    address = Address.objects.filter(user_id=user_id, id=address_id).first()
    if address is None:
        raise NotFound
    return address
