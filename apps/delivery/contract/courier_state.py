"""How things are for a courier, as the frames of `courier_protocol` tell it: shift, offer, run."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict


class Frame(BaseModel):
    """One message; fields it does not declare are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Place(Frame):
    """A named point."""

    name: str
    lat: float
    lon: float


class Stop(Frame):
    """One delivery of a run. `cash_due` in minor units of `currency`; times are ISO 8601 in UTC.

    `attempt` is above 1 for an order that is brought once more; at the door `may_fail_at` tells from when on the
    courier may give up.
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
    """The courier as the platform sees them."""

    id: UUID
    name: str
    status: str
    vehicle: str
    capacity: int
    cash_carried: int


class ShiftState(Frame):
    """The open shift; fixes up to `acked_sequence` are safe."""

    id: UUID
    started_at: datetime
    ends_at: datetime
    acked_sequence: int


class OfferState(Frame):
    """A run to answer before `expires_at`; `offer` names it.

    With `joins`, more stops for the accepted run of that name: accepting changes the numbers of its other stops.
    """

    offer: UUID
    joins: UUID | None
    expires_at: datetime
    pick_up_at: datetime
    stops: tuple[Stop, ...]
