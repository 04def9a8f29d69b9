"""Types of the stores service."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from uuid import UUID

from apps.stores.contract.business_day import DAY_STARTS_AT, BusinessClock
from dominos.kernel.texts.languages import in_words


@in_words
class ServiceMethod(StrEnum):
    """How the customer gets the food."""

    DELIVERY = "DELIVERY"
    CARRYOUT = "CARRYOUT"
    CURBSIDE = "CURBSIDE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kitchen:
    """The capacity of a store's make line: parallel stations and oven slots, and seconds per pizza at each."""

    make_stations: int
    make_seconds: int
    oven_slots: int
    oven_seconds: int


class SmallOrder(StrEnum):
    """How a market treats an order below the minimum."""

    REFUSE = "refuse"
    CHARGE = "charge"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxRate:
    """The tax of an item class (`food`, `drink`, `delivery`, ...), in percent."""

    tax_class: str
    percent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SalesTerms:
    """How a market sells. Money in minor units.

    `cash_coin` is the coin cash totals are rounded to, 1 for none; `schedule_days` how far ahead one may order;
    `taxes` the classes whose percent is not the store's standard one.
    """

    small_order: SmallOrder = SmallOrder.REFUSE
    small_order_fee: int = 0
    cash_coin: int = 1
    schedule_days: int = 7
    taxes: tuple[TaxRate, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AutoAccept:
    """Which orders a store accepts automatically: those placed from `starts` to `ends` by its clock.

    Equal times mean the whole day; a span ends on the next day unless `ends` is later than `starts`. Orders
    above `up_to` (minor units; None for no limit) wait for a person, and with `known_only` also those of
    customers who have not completed an order of the chain before.
    """

    starts: time = time(0)
    ends: time = time(0)
    up_to: int | None = None
    known_only: bool = False

    def takes(self, total: int, at: time) -> bool:
        """Whether an order of this amount at this time is accepted automatically, leaving `known_only` aside."""
        is_small = self.up_to is None or total <= self.up_to
        is_within = self.starts <= at < self.ends
        if self.ends <= self.starts:
            is_within = at >= self.starts or at < self.ends
        return is_small and is_within


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """A store's profile. Money in minor units of `currency`.

    `tax_percent` is the standard tax, included in prices or added; `local_taxes` are those of the store's own
    jurisdiction and override its market's. `minimum_order` is the least food for an order of any service.
    `day_starts_at` is when its business day starts, by its own clock. Without `auto_accept` a person takes every order.
    """

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
    market: str = ""
    minimum_order: int = 0
    day_starts_at: time = DAY_STARTS_AT
    local_taxes: tuple[TaxRate, ...] = ()
    terms: SalesTerms = SalesTerms()
    auto_accept: AutoAccept | None = None

    def business_date(self, at: datetime) -> date:
        """The business day an instant belongs to."""
        return self.clock.day_of(at)

    @property
    def clock(self) -> BusinessClock:
        """The store's business clock."""
        return BusinessClock(self.timezone, self.day_starts_at)

    def tax_rates(self) -> dict[str, str]:
        """Tax percents by item class, where they differ from the standard one."""
        return {rate.tax_class: rate.percent for rate in (*self.terms.taxes, *self.local_taxes)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """Whether a store takes an order of a service at an instant, and if not, why and when it will.

    `wait_minutes` is the quoted range for an order now (kitchen and, for delivery, road), the store's busy delay
    included, which `is_busy` tells of; `usual_wait_minutes` is that of an ordinary day, without it. `business_date` is
    the business day the instant belongs to. `reason` is empty or
    one of `closed`, `holiday`, `forced_closed`, `paused`, `no_such_service`. `limited` are the quarters of the next
    hours of which the store takes so much only.
    """

    is_open: bool
    reason: str
    opens_at: datetime | None
    closes_at: datetime | None
    business_date: date
    wait_minutes: tuple[int, int]
    is_busy: bool = False
    usual_wait_minutes: tuple[int, int] = (0, 0)
    limited: tuple["Slot", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A quarter of an hour for which orders are taken, and how many of them; None is without limit.

    `business_date` is the business day it belongs to.
    """

    store_id: UUID
    service: ServiceMethod
    start: datetime
    end: datetime
    business_date: date
    orders: int | None = None
    pizzas: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WeeklyHours:
    """A span of a service's usual hours on an ISO weekday (1 Monday to 7 Sunday), by the store's clock.

    It ends on the next day unless `closes` is later than `opens`.
    """

    service: ServiceMethod
    weekday: int
    opens: time
    closes: time
