"""Types of the stores service."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID


class ServiceMethod(StrEnum):
    """How the customer gets the food."""

    DELIVERY = "DELIVERY"
    CARRYOUT = "CARRYOUT"
    CURBSIDE = "CURBSIDE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kitchen:
    """What a store's make line can do: parallel stations and oven slots, seconds per pizza at each."""

    make_stations: int
    make_seconds: int
    oven_slots: int
    oven_seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """A store's profile. Money in minor units of `currency`; `tax_rate` in percent, included in prices or added."""

    id: UUID
    code: str
    name: str
    phone: str
    street: str
    house_number: str
    postcode: str
    city: str
    lat: float
    lon: float
    timezone: str
    currency: str
    languages: tuple[str, ...]
    services: tuple[ServiceMethod, ...]
    cash_limit: int
    tax_percent: str
    tax_included: bool
    legal_entity: str
    kitchen: Kitchen


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """Whether a store takes an order of a service at an instant, and if not, why and when it will.

    `wait_minutes` is the quoted range for an order now (kitchen and, for delivery, road), the store's busy delay
    included. `business_date` is the trading day the instant belongs to. `reason` is empty or one of `closed`,
    `holiday`, `forced_closed`, `paused`, `no_such_service`.
    """

    is_open: bool
    reason: str
    opens_at: datetime | None
    closes_at: datetime | None
    business_date: date
    wait_minutes: tuple[int, int]
