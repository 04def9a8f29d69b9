"""A courier's state as the frames of `courier_protocol` describe it: shift, offer, run."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict


class Frame(BaseModel):
    """Base of all messages; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Place(Frame):
    """A named location."""

    name: str
    lat: float
    lon: float


class Stop(Frame):
    """One delivery of a run. `cash_due` in minor units of `currency`; times are ISO 8601 in UTC.

    `attempt` is above 1 for an order delivered again; at the door, `may_fail_at` is when the courier may give
    up.
    """

    delivery: UUID
    order_id: UUID
    store_id: UUID
    attempt: int
    number: str
    stop: int
    status: str
    store: Place
    address: str
    lat: float
    lon: float
    note: str
    recipient: str
    bags: int
    contactless: bool
    has_photo: bool
    cash_due: int
    currency: str
    ready_at: datetime
    is_released: bool
    promised_to: datetime
    eta_from: datetime
    eta_to: datetime
    tries_left: int
    contact_attempts: int
    attempts_missing: int
    may_fail_at: datetime | None


class CourierState(Frame):
    """The courier's data."""

    id: UUID
    name: str
    status: str
    vehicle: str
    capacity: int
    cash_carried: int


class ShiftState(Frame):
    """The open shift; fixes up to `acked_sequence` are stored."""

    id: UUID
    started_at: datetime
    ends_at: datetime
    acked_sequence: int


class OfferState(Frame):
    """A run to answer before `expires_at`; `offer` is its id.

    With `joins`, these stops are added to the accepted run of that id: accepting renumbers its other stops.
    """

    offer: UUID
    joins: UUID | None
    expires_at: datetime
    pick_up_at: datetime
    stops: tuple[Stop, ...]
