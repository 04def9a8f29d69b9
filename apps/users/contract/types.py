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
    """A person lost rights, whose tokens of an epoch below this one are good no more, or a session ended."""

    subject_id: UUID
    epoch: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneCode:
    """A code to be sent to a telephone (E.164), in words of `locale`."""

    number: str
    code: str = field(repr=False)
    locale: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonStores:
    """The stores a person works for, those of them that they manage, and whether they work for the chain."""

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
"""Characters of a session's key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdminEntrant:
    """Somebody who is signed in to the admin, what they may do there, and when they proved a second factor (epoch)."""

    id: UUID
    email: str
    is_superuser: bool
    permissions: tuple[str, ...]
    second_factor_at: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerGrant:
    """What a partner's key is good for, how many calls a minute, and until when."""

    key_id: UUID
    scopes: tuple[str, ...]
    calls_a_minute: int
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerToken:
    """An access token for a partner's key; lives `expires_in` seconds."""

    access: str
    expires_in: int
    calls_a_minute: int
