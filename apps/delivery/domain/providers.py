"""The port of delivery as a service: companies whose couriers bring what ours would bring late. Fees in minor units."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from apps.delivery.contract.types import DeliveryStatus
from apps.delivery.domain.geofence import LatLon
from apps.delivery.domain.proofs import Proof
from dominos.kernel.errors import Conflict
from dominos.kernel.texts.languages import in_words

QUOTE_MINUTES = 15
"""So long does a price hold, if its provider does not say that it ends sooner."""
ASKED_FOR = timedelta(days=1)
"""A job that never ends is asked after no longer; its provider may still tell of it."""
MAX_PROVIDER, MAX_QUOTE, MAX_FEE = 30, 100, 1_000_000


@in_words
class JobStatus(StrEnum):
    """How far a provider is with a delivery: asked and not answered yet, taken, on its way, and how it ended."""

    ASKED = "ASKED"
    TAKEN = "TAKEN"
    ASSIGNED = "ASSIGNED"
    PICKED_UP = "PICKED_UP"
    ARRIVED = "ARRIVED"
    DELIVERED = "DELIVERED"
    RETURNED = "RETURNED"
    CANCELLED = "CANCELLED"
    REFUSED = "REFUSED"


class JobCall(StrEnum):
    """What a provider is asked next."""

    CREATE = "create"
    CANCEL = "cancel"
    TRACK = "track"
    PROOF = "proof"
    NOTHING = ""


OVER = frozenset({JobStatus.DELIVERED, JobStatus.RETURNED, JobStatus.CANCELLED, JobStatus.REFUSED})
TOLD = frozenset(JobStatus) - {JobStatus.ASKED, JobStatus.REFUSED}
"""What a provider tells; the others are ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """What is to be brought from where to where, and how the hand-over is proved: by `pin`, else by a photo."""

    number: str
    store: str
    pick_up: LatLon
    door: LatLon
    address: str
    note: str
    recipient: str
    bags: int
    currency: str
    ready_at: datetime
    pin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """What a provider takes for an errand, and when it would be where; good until `valid_until`."""

    provider: str
    reference: str
    fee: int
    currency: str
    pick_up_at: datetime
    drop_off_at: datetime
    valid_until: datetime

    def __post_init__(self) -> None:
        if not 0 <= self.fee <= MAX_FEE or len(self.reference) > MAX_QUOTE:
            raise ValueError("no quote")
        _require_offset(self.pick_up_at, self.drop_off_at, self.valid_until)

    @classmethod
    def latest(cls, asked_at: datetime) -> datetime:
        """Until when a quote that was asked for then may be good."""
        return asked_at + timedelta(minutes=QUOTE_MINUTES)


@dataclass(frozen=True, slots=True, kw_only=True)
class JobNews:
    """A job as its provider shows it at some moment.

    `fee` is what it costs, of one that was cancelled too.
    """

    job_id: UUID
    status: JobStatus
    at: datetime
    fee: int | None = None
    courier_name: str = ""
    lat: float | None = None
    lon: float | None = None
    drop_off_at: datetime | None = None
    proof: Proof = Proof.NONE
    reason: str = ""

    def __post_init__(self) -> None:
        if not 0 <= (self.fee or 0) <= MAX_FEE or self.status not in TOLD or self.proof is Proof.STAFF:
            raise ValueError("no news of a job")
        if not (-90 <= (self.lat or 0) <= 90 and -180 <= (self.lon or 0) <= 180):
            raise ValueError("no place on earth in the news")
        _require_offset(self.at, self.drop_off_at)

    @property
    def place(self) -> LatLon | None:
        """Where the courier is, where the provider tells it."""
        return None if self.lat is None or self.lon is None else LatLon(self.lat, self.lon)


def _require_offset(*times: datetime | None) -> None:
    if any(at is not None and at.tzinfo is None for at in times):
        raise ValueError("an instant without its offset")


class ProviderRefusal(Conflict):
    """The provider will not do this: it does not serve the address, the quote has ended, it is too late."""

    code, title = "provider-refusal", "The delivery provider refused."


class ProviderTooDear(Conflict):
    """The provider takes more than was agreed to, or than the store may still spend: `fee` in minor units."""

    code, title = "provider-too-dear", "This provider costs too much by now."
    extra = {"fee": int, "currency": str}


class ProviderUnavailable(Exception):
    """No answer that can be read. What was asked may have been done all the same."""


class DeliveryProvider(Protocol):
    """A provider. Jobs are known by our identifier, so that what is asked twice is done once.

    Errors of every call: ProviderRefusal, ProviderUnavailable.
    """

    name: str

    def quote(self, errand: Errand) -> Quote:
        """The price of an errand, of which only the places, the bags and the time are told."""

    def create(self, job_id: UUID, quote: str, errand: Errand) -> JobNews:
        """Orders the errand at the quoted price; of one that is ordered, tells what has changed."""

    def cancel(self, job_id: UUID) -> JobNews:
        """Calls the job off. ProviderRefusal once the food is with the courier, and for a job it never had."""

    def track(self, job_id: UUID) -> JobNews:
        """The job as it is now."""

    def proof(self, job_id: UUID) -> bytes:
        """The photo of what was left at the door."""


_ROAD = ("accept", "pick_up", "arrive", "hand_over")
_AT: Mapping[DeliveryStatus, int] = {
    DeliveryStatus.OFFERED: 0,
    DeliveryStatus.ASSIGNED: 1,
    DeliveryStatus.PICKED_UP: 2,
    DeliveryStatus.ARRIVED: 3,
}
_REACHED: Mapping[JobStatus, int] = {
    JobStatus.ASSIGNED: 1,
    JobStatus.PICKED_UP: 2,
    JobStatus.ARRIVED: 3,
    JobStatus.DELIVERED: 4,
}


def cost(quoted: int, last: JobNews) -> int:
    """What a job costs that has ended: what its last news says, else its quote, or nothing if it was cancelled."""
    if last.fee is not None:
        return last.fee
    return 0 if last.status is JobStatus.CANCELLED else quoted


def actions(status: DeliveryStatus, told: JobStatus) -> tuple[str, ...]:
    """What a delivery goes through, in its own states, when its provider tells this.

    What was skipped is made good, what is known already or comes late is nothing. Food that never left the store goes
    to somebody else; food that left it and was not handed over is a failed delivery.
    """
    if status not in _AT:
        return ()
    at = _AT[status]
    if told in (JobStatus.CANCELLED, JobStatus.REFUSED):
        return ("release",) if at < _AT[DeliveryStatus.PICKED_UP] else ("give_up",)
    if told is JobStatus.RETURNED:
        return (*_ROAD[at:2], "give_up")
    return _ROAD[at : _REACHED.get(told, 0)]
