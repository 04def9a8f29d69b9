"""Types of the users service."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A registered person. `email` is verified when `is_verified`."""

    id: UUID
    email: str
    name: str
    phone: str
    locale: str
    is_verified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Revocation:
    """A person lost rights, so that tokens with a lower epoch are invalid, or a session ended."""

    subject_id: UUID
    epoch: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneCode:
    """A code to send to a telephone (E.164), in the language `locale`."""

    number: str
    code: str = field(repr=False)
    locale: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonStores:
    """The stores a person works for, those they manage, and whether they work for the chain."""

    store_ids: tuple[UUID, ...]
    managed_ids: tuple[UUID, ...]
    is_support: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedAddress:
    """An address of a person, with the point they confirmed."""

    id: UUID
    label: str
    street: str
    house_number: str
    postcode: str
    city: str
    lat: float
    lon: float
    note: str


MAX_SESSION = 100
"""Characters of a session key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdminEntrant:
    """A person signed in to the admin, their permissions, and when they proved a second factor (seconds since 1970)."""

    id: UUID
    email: str
    is_superuser: bool
    permissions: tuple[str, ...]
    second_factor_at: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerGrant:
    """The scopes of a partner's key, its calls a minute, and its end."""

    key_id: UUID
    scopes: tuple[str, ...]
    calls_a_minute: int
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerToken:
    """An access token for a partner's key, valid for `expires_in` seconds."""

    access: str
    expires_in: int
    calls_a_minute: int
