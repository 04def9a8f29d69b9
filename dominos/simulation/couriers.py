"""A courier on the night, and the offer he has to answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from apps.delivery.dispatch.types import Place
from apps.delivery.domain.states import CourierStatus
from dominos.simulation.jobs import Job
from dominos.simulation.roads import Way
from dominos.simulation.scenario import Rider, Shop


@dataclass(slots=True)
class Offer:
    """A run to answer: its new orders, the sequence of the whole run, and when each door is planned."""

    new: Sequence[Job]
    route: Sequence[Job]
    drop_offs: Mapping[str, datetime]
    is_open: bool = True


@dataclass(slots=True)
class Courier:
    """A rider on the night: where he is or is going, what he carries, and how his shift went."""

    rider: Rider
    shop: Shop
    place: Place
    rng: Random
    status: CourierStatus = CourierStatus.OFFLINE
    free_since: float = 0.0
    heading: Shop | None = None
    way: Way | None = None
    left_at: float = 0.0
    arrives_at: float = 0.0
    drive: float = 0.0
    run: list[Job] = field(default_factory=list)
    offer: Offer | None = None
    silent_since: float | None = None
    delivered: int = 0
    runs: int = 0
    busy: float = 0.0
    worked: float = 0.0

    @property
    def id(self) -> str:
        """The rider's."""
        return self.rider.id

    @property
    def is_at_work(self) -> bool:
        """Whether the courier is on shift."""
        return self.status is not CourierStatus.OFFLINE

    def where(self, now: float) -> Place:
        """The last fix: a turn of the way while driving."""
        if self.way is None or now >= self.arrives_at:
            return self.place
        return self.way.at(self._share_ridden(now))

    def remaining_drive(self, now: float) -> float:
        """Seconds the road engine gives the rest of the way; 0 for who stands."""
        if self.way is None or now >= self.arrives_at:
            return 0.0
        return self.drive * (1 - self._share_ridden(now))

    def _share_ridden(self, now: float) -> float:
        return (now - self.left_at) / (self.arrives_at - self.left_at)
