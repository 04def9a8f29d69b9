"""The rules of delivering: who may do what when, how near is near, and what proves a hand-over."""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from math import asin, cos, radians, sin, sqrt
from uuid import UUID

from apps.delivery.contract.errors import IllegalAction
from apps.delivery.contract.types import DeliveryStatus

EARTH_RADIUS_M = 6_371_008.8
PIN_DIGITS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """A market's choices (domain.md, "default"); `DELIVERY_RULES` overrides them.

    Seconds, metres and counts. `fairness` is the delay accepted per minute a courier has been idle, so that work is
    shared between couriers; `straight_line_factor` stretches a straight line to a likely road, and
    `straight_line_mps` drives along it by vehicle, where no road engine answers.
    """

    offer_seconds: int = 30
    offer_lead_seconds: int = 120
    exclusion_seconds: int = 600
    heartbeat_seconds: int = 20
    dead_after_seconds: int = 90
    shift_hours: int = 8
    pick_up_radius_m: float = 150.0
    pick_up_accuracy_m: float = 50.0
    position_fresh_seconds: int = 180
    near_m: float = 300.0
    pin_tries: int = 5
    contact_attempts: int = 2
    contact_wait_seconds: int = 300
    before_pick_up_seconds: int = 60
    after_pick_up_seconds: int = 60
    before_drop_seconds: int = 60
    after_drop_seconds: int = 60
    courier_wait_seconds: int = 180
    straight_line_factor: float = 1.4
    straight_line_mps: Mapping[str, float] | None = None
    eta_refresh_seconds: int = 30
    demand_minutes: int = 30
    residuals: int = 60
    fairness: float = 0.05
    least_seconds_between_moves: int = 60
    usual_vehicle: str = "bicycle"
    position_days: int = 30
    photo_when_contactless: bool = True
    photo_days: int = 30
    required_papers: Mapping[str, Sequence[str]] | None = None


NOMINAL_COUNTS_AS = 5
"""A rule counts as so many hand-overs that were measured."""


def measured(rules: Rules, hand_overs: Sequence[float]) -> Rules:
    """The rules with hand-overs as long as these took, in seconds from the arrival at the door.

    Nobody sees when a courier is back in the saddle: the way down is taken to be as much longer as the way up. Who
    waits longer than for a door that stays shut has not handed over all that time.
    """
    nominal = rules.before_drop_seconds
    if not nominal or not hand_overs:
        return rules
    seen = sum(min(seconds, rules.contact_wait_seconds) for seconds in hand_overs)
    took = (nominal * NOMINAL_COUNTS_AS + seen) / (NOMINAL_COUNTS_AS + len(hand_overs))
    after = rules.after_drop_seconds * took / nominal
    return replace(rules, before_drop_seconds=round(took), after_drop_seconds=round(after))


class CourierStatus(StrEnum):
    """What a courier is doing."""

    OFFLINE = "OFFLINE"
    AVAILABLE = "AVAILABLE"
    OFFERED = "OFFERED"
    ON_RUN = "ON_RUN"
    RETURNING = "RETURNING"
    BREAK = "BREAK"


class OfferStatus(StrEnum):
    """What became of an offer."""

    PENDING = "PENDING"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    EXPIRED = "EXPIRED"
    WITHDRAWN = "WITHDRAWN"


class Vehicle(StrEnum):
    """What a courier drives; the value is the road profile."""

    BICYCLE = "bicycle"
    CAR = "car"


class Proof(StrEnum):
    """How a hand-over is proved."""

    PIN = "pin"
    PHOTO = "photo"
    NONE = "none"


FREE = frozenset({CourierStatus.AVAILABLE, CourierStatus.RETURNING})
ON_THE_ROAD = frozenset({DeliveryStatus.PICKED_UP, DeliveryStatus.ARRIVED})
WITH_COURIER = frozenset({DeliveryStatus.ASSIGNED}) | ON_THE_ROAD
FINISHED = frozenset({DeliveryStatus.DELIVERED, DeliveryStatus.FAILED, DeliveryStatus.CANCELLED})

_C, _D = CourierStatus, DeliveryStatus
COURIER_TRANSITIONS: Mapping[tuple[CourierStatus, str], CourierStatus] = {
    (_C.OFFLINE, "shift.start"): _C.AVAILABLE,
    (_C.AVAILABLE, "shift.end"): _C.OFFLINE,
    (_C.RETURNING, "shift.end"): _C.OFFLINE,
    (_C.BREAK, "shift.end"): _C.OFFLINE,
    (_C.AVAILABLE, "break.start"): _C.BREAK,
    (_C.RETURNING, "break.start"): _C.BREAK,
    (_C.BREAK, "break.end"): _C.AVAILABLE,
    (_C.AVAILABLE, "offer"): _C.OFFERED,
    (_C.RETURNING, "offer"): _C.OFFERED,
    (_C.OFFERED, "offer.accept"): _C.ON_RUN,
    (_C.OFFERED, "offer.close"): _C.AVAILABLE,
    (_C.ON_RUN, "run.finish"): _C.RETURNING,
    (_C.ON_RUN, "run.lose"): _C.AVAILABLE,
    (_C.RETURNING, "return"): _C.AVAILABLE,
}
DELIVERY_TRANSITIONS: Mapping[tuple[DeliveryStatus, str], DeliveryStatus] = {
    (_D.WAITING, "offer"): _D.OFFERED,
    (_D.OFFERED, "accept"): _D.ASSIGNED,
    (_D.OFFERED, "release"): _D.WAITING,
    (_D.ASSIGNED, "release"): _D.WAITING,
    (_D.ASSIGNED, "pick_up"): _D.PICKED_UP,
    (_D.PICKED_UP, "arrive"): _D.ARRIVED,
    (_D.ARRIVED, "hand_over"): _D.DELIVERED,
    (_D.ARRIVED, "fail"): _D.FAILED,
    **{(status, "cancel"): _D.CANCELLED for status in _D if status not in FINISHED},
}


def courier_after(status: str, action: str) -> CourierStatus:
    """The courier's next status. IllegalAction (409, with the allowed actions) where there is none."""
    return _after(COURIER_TRANSITIONS, CourierStatus(status), action)


def delivery_after(status: str, action: str) -> DeliveryStatus:
    """The delivery's next status. IllegalAction (409, with the allowed actions) where there is none."""
    return _after(DELIVERY_TRANSITIONS, DeliveryStatus(status), action)


def _after[S: StrEnum](table: Mapping[tuple[S, str], S], status: S, action: str) -> S:
    if (status, action) not in table:
        allowed = sorted(known for state, known in table if state == status)
        detail = f"{action} is not possible while {status}"
        raise IllegalAction(detail, status_now=status.value, allowed=allowed)
    return table[status, action]


@dataclass(frozen=True, slots=True)
class LatLon:
    """A point in degrees (WGS 84)."""

    lat: float
    lon: float


def straight_line_m(a: LatLon, b: LatLon) -> float:
    """Metres along the great circle (haversine)."""
    up, along = radians(b.lat - a.lat) / 2, radians(b.lon - a.lon) / 2
    chord = sin(up) ** 2 + cos(radians(a.lat)) * cos(radians(b.lat)) * sin(along) ** 2
    return 2 * EARTH_RADIUS_M * asin(sqrt(min(1.0, chord)))


def likely_seconds(a: LatLon, b: LatLon, vehicle: str, rules: Rules) -> float:
    """A guess at the drive where no road engine answers: low confidence."""
    speeds = rules.straight_line_mps or {"bicycle": 4.2, "car": 7.0}
    return straight_line_m(a, b) * rules.straight_line_factor / speeds[vehicle]


def is_near(courier: LatLon, door: LatLon, rules: Rules) -> bool:
    """Whether the courier, not the store, is about to arrive at the door."""
    return straight_line_m(courier, door) <= rules.near_m


def is_at_store(courier: LatLon, accuracy: float, store: LatLon, rules: Rules) -> bool:
    """Whether a fix lies inside the store's geofence; its own inaccuracy counts up to a limit."""
    allowance = min(accuracy, rules.pick_up_accuracy_m)
    return straight_line_m(courier, store) - allowance <= rules.pick_up_radius_m


def pin_of(order_id: UUID, secret: str, attempt: int = 1) -> str:
    """The digits the customer tells the courier: derived from the order and its attempt, stored nowhere."""
    again = b"" if attempt == 1 else attempt.to_bytes(2)
    digest = hmac.new(secret.encode(), b"delivery-pin:" + order_id.bytes + again, hashlib.sha256).digest()
    return f"{int.from_bytes(digest[:8]) % 10**PIN_DIGITS:0{PIN_DIGITS}d}"


def is_pin(given: str, order_id: UUID, secret: str, attempt: int = 1) -> bool:
    """Whether the digits are the attempt's, compared in constant time."""
    return hmac.compare_digest(given.encode(), pin_of(order_id, secret, attempt).encode())


def may_fail_at(arrived_at: datetime, rules: Rules) -> datetime:
    """When a courier at the door may give up, the contact attempts made."""
    return arrived_at + timedelta(seconds=rules.contact_wait_seconds)


def attempts_missing(attempts: int, rules: Rules) -> int:
    """How often the courier still has to try to reach the customer before giving up."""
    return max(0, rules.contact_attempts - attempts)


def is_on_time(completes_at: datetime, promised_to: datetime) -> bool:
    """Whether what is, or is expected, keeps the promise."""
    return completes_at <= promised_to


def keeps_promise(planned: datetime, promised_to: datetime, expected_at: datetime, at: datetime) -> bool:
    """Whether a stop of a run keeps its promise, or was not expected to even before the run was planned.

    An expectation that has passed by `at` is none: it must not hold back the run that brings the food at last.
    """
    return planned <= promised_to or max(expected_at, at) > promised_to


def first_name(name: str) -> str:
    """All a customer learns of the courier's name."""
    return name.split()[0] if name.split() else name


def shift_minutes(started_at: datetime, ended_at: datetime, break_seconds: int) -> tuple[int, int]:
    """A shift's minutes at work and in breaks, rounded; a half counts as a whole."""
    seconds = max(0, round((ended_at - started_at).total_seconds()) - break_seconds)
    return (seconds + 30) // 60, (break_seconds + 30) // 60
