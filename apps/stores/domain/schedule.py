"""The data that decides when a store takes orders, and how many."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from apps.stores.contract.types import ServiceMethod, Store

MAX_BUSY_MINUTES = 240
MAX_PAUSE = timedelta(days=60)
"""The longest pause of a service; for longer, close the store by hand or remove the service."""


@dataclass(frozen=True, slots=True, order=True)
class Hours:
    """One span of service hours on an ISO weekday (1 Monday to 7 Sunday), local wall time.

    It ends on the next day unless `closes` is later than `opens`: 18:00-02:00 crosses midnight, 00:00-00:00 is
    the whole day.
    """

    weekday: int
    opens: time
    closes: time


@dataclass(frozen=True, slots=True, kw_only=True)
class Holiday:
    """A date with hours of its own, replacing the weekday's; closed all day if it has none.

    `service` None means every service. Several rows of one date are several spans.
    """

    date: date
    name: str
    service: ServiceMethod | None = None
    opens: time | None = None
    closes: time | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceOffer:
    """A service a store offers; `wait_minutes` is the range quoted on an ordinary day."""

    service: ServiceMethod
    hours: tuple[Hours, ...]
    wait_minutes: tuple[int, int]
    paused_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """How much a store takes per slot: orders, pizzas, or both; None means no limit.

    It applies to a service, an ISO weekday of a business day and a span of local time, each None for all of
    them; the span ends on the next day unless it ends later than it starts, and counts to the day on which it
    began.
    """

    service: ServiceMethod | None = None
    weekday: int | None = None
    starts: time | None = None
    ends: time | None = None
    orders: int | None = None
    pizzas: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreState:
    """Everything that decides whether a store takes orders; `busy_minutes` 0 means not busy."""

    profile: Store
    offers: tuple[ServiceOffer, ...]
    holidays: tuple[Holiday, ...] = ()
    is_active: bool = True
    force_closed: bool = False
    busy_minutes: int = 0
    capacities: tuple[Capacity, ...] = ()

    def offer(self, service: ServiceMethod) -> ServiceOffer | None:
        """The offer of a service, None if the store has none."""
        return next((offer for offer in self.offers if offer.service == service), None)
