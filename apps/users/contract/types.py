"""Types of the users service."""

from dataclasses import dataclass
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
