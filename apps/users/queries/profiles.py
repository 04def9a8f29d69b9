"""Reads of profiles."""

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
    """The caller's profile."""

    id: UUID
    email: str
    name: str
    phone: str
    """The main telephone."""
    phone_is_proved: bool = False
    """Whether it was verified by a code."""
    locale: Locale
    store_id: UUID | None
    """The usual store."""
    diet: list[Diet]
    allergens: list[str]
    """Allergens to avoid; menus are filtered by them initially."""
    is_verified: bool
    roles: list[Role]

    @field_validator("roles", mode="before")
    @classmethod
    def _in_order(cls, roles: Iterable[Role]) -> list[Role]:
        return sorted(roles)


class PhoneAnswer(Answer):
    """A further telephone, besides the main one."""

    id: UUID
    number: str
    is_proved: bool = False
    """Whether it was verified by a code."""


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
    """Whether it is the default address; exactly one is."""


class ConsentAnswer(Answer):
    """Whether the caller consented to marketing."""

    wording: str
    """The current wording, to be sent back unchanged with a consent."""
    given_at: datetime | None
    """Since when; null without a consent, or after its withdrawal."""
    agreed_to: str
    """The wording that was agreed to; empty without a consent."""


def list_addresses(user_id: UUID) -> Listing[SavedAddressAnswer]:
    """The addresses of a person, newest first."""
    return Listing(Address.objects.filter(user_id=user_id), SavedAddressAnswer.of_all)


def list_phones(user_id: UUID) -> list[PhoneAnswer]:
    """The further telephones of a person, oldest first."""
    rows = list(Phone.objects.filter(user_id=user_id).order_by("id"))
    proved = proved_among(user_id, [row.number for row in rows])
    return [PhoneAnswer(id=row.id, number=row.number, is_proved=row.number in proved) for row in rows]


def profile_of(user: User) -> ProfileAnswer:
    """The person's own profile."""
    proved = bool(user.phone) and is_phone_proved(user.id, user.phone)
    return ProfileAnswer.of(user).model_copy(update={"phone_is_proved": proved})


def get_consent(user_id: UUID) -> ConsentAnswer:
    """A person's consent to marketing."""
    row = MarketingConsent.objects.filter(user_id=user_id, withdrawn_at=None).first()
    return ConsentAnswer(
        wording=gettext(MARKETING),
        given_at=row.given_at if row else None,
        agreed_to=row.wording if row else "",
    )


def count_addresses(user_id: UUID) -> int:
    """The number of a person's addresses."""
    return Address.objects.filter(user_id=user_id).count()


def get_address(user_id: UUID, address_id: UUID) -> Address:
    """An address of this person. NotFound, also for somebody else's."""
    address = Address.objects.filter(user_id=user_id, id=address_id).first()
    if address is None:
        raise NotFound
    return address
