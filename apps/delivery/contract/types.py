"""Types of the delivery service."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from dominos.kernel.texts.languages import in_words


@in_words
class DeliveryStatus(StrEnum):
    """The states of a delivery."""

    WAITING = "WAITING"
    OFFERED = "OFFERED"
    ASSIGNED = "ASSIGNED"
    PICKED_UP = "PICKED_UP"
    ARRIVED = "ARRIVED"
    DELIVERED = "DELIVERED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"


class Intervention(StrEnum):
    """Actions of a manager or support on a delivery, instead of its courier or the dispatcher."""

    REASSIGN = "reassign"
    UNLOCK_PIN = "unlock-pin"
    WAIVE_GEOFENCE = "waive-geofence"
    FINISH = "finish"
    GIVE_UP = "give-up"
    PASS_ON = "pass-on"  # noqa: S105
    KEEP_FOR = "keep-for"
    KEEP_FROM = "keep-from"
    LET_ANYBODY = "let-anybody"


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """A courier's position; `accuracy` in metres."""

    lat: float
    lon: float
    accuracy: float
    at: datetime


@dataclass(frozen=True, slots=True)
class DeliveryStage:
    """A stage in seconds: P20 is `expected - early`, P80 is `expected + late`."""

    name: str
    expected: float
    early: float
    late: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracking:
    """A delivery for its customer: the courier only between pick-up and hand-over.

    `pin` is what the customer tells the courier at the door; `has_photo`: there is a photo of what was left
    there.
    """

    order_id: UUID
    status: DeliveryStatus
    eta_from: datetime
    eta_to: datetime
    courier_name: str
    position: Position | None
    stops_before: int
    pin: str
    has_photo: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CourierPlace:
    """A courier on shift; `status` is that of the courier protocol, `position` None before the first fix.

    One of a `provider` brings what it has and takes nothing else; nobody here knows what they drive.
    """

    courier_id: UUID
    name: str
    status: str
    vehicle: str
    position: Position | None
    provider: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorPlace:
    """An active delivery: its destination, courier and stop number in the run (0 before there is one).

    `no_courier_since` is when the food got ready that has waited too long for a courier. A dispatcher chose
    `kept_for` for it, and excluded `kept_from`.
    """

    order_id: UUID
    number: str
    status: DeliveryStatus
    lat: float
    lon: float
    courier_id: UUID | None
    stop: int
    promised_to: datetime
    expected_at: datetime
    delivery_id: UUID
    no_courier_since: datetime | None = None
    kept_for: UUID | None = None
    kept_from: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fleet:
    """The positions of a store, its couriers on shift and the destinations of its active deliveries."""

    lat: float
    lon: float
    couriers: tuple[CourierPlace, ...]
    doors: tuple[DoorPlace, ...]
