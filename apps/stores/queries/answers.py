"""Response types of the stores endpoints."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from apps.stores.contract.types import ServiceMethod
from apps.stores.domain import openings, schedule
from dominos.kernel.edge.answers import Answer, ClockTime


class StoreAddressAnswer(Answer):
    """Where a store is."""

    street: str
    house_number: str
    postcode: str
    city: str


class ServiceNowAnswer(Answer):
    """Whether a service takes orders now; if not, why and when it next will."""

    service: ServiceMethod
    is_open: bool
    reason: Literal["", "closed", "holiday", "forced_closed", "paused", "no_such_service"]
    opens_at: datetime | None
    closes_at: datetime | None
    paused_until: datetime | None
    business_date: date
    """The business day of the moment."""
    wait_minutes: tuple[int, int]

    @classmethod
    def at(cls, state: schedule.StoreState, service: ServiceMethod, at: datetime) -> "ServiceNowAnswer":
        """The state of the store's service at the moment."""
        offer = state.offer(service)
        paused_until = offer.paused_until if offer is not None else None
        found = openings.opening(state, service, at)
        return cls.of(
            {
                **{name: getattr(found, name) for name in cls.model_fields if hasattr(found, name)},
                "service": service,
                "paused_until": paused_until if paused_until is not None and paused_until > at else None,
            }
        )


class StoreSummaryAnswer(Answer):
    """A store in a list."""

    id: UUID
    code: str
    name: str
    phone: str
    address: StoreAddressAnswer
    lat: float
    lon: float
    timezone: str
    day_starts_at: ClockTime
    """When a business day starts, by the store's clock."""
    currency: str
    languages: list[str]
    state: openings.StoreStatus
    """CLOSED means closed by hand; hours are in `services`."""
    busy_minutes: int
    """Added to the wait while the store is BUSY."""
    services: list[ServiceNowAnswer]

    @classmethod
    def at(cls, state: schedule.StoreState, at: datetime) -> "StoreSummaryAnswer":
        """The store at the moment."""
        return cls.of(_summary(state, at))


class HoursAnswer(Answer):
    """A span of hours, local time; it ends on the next day unless `closes` is later than `opens`."""

    service: ServiceMethod
    weekday: int
    """1 Monday to 7 Sunday."""
    opens: ClockTime
    closes: ClockTime


class HolidayAnswer(Answer):
    """A date with hours of its own, closed if it has none; of all services where `service` is null."""

    date: date
    name: str
    service: ServiceMethod | None
    opens: ClockTime | None
    closes: ClockTime | None


class StoreAnswer(StoreSummaryAnswer):
    """A store with its hours and future holidays."""

    cash_limit: int
    """The largest order that can be paid in cash, in minor units."""
    tax_percent: str
    tax_included: bool
    legal_entity: str
    minimum_order: int
    """The least amount of food of any order, in minor units."""
    hours: list[HoursAnswer]
    holidays: list[HolidayAnswer]

    @classmethod
    def at(cls, state: schedule.StoreState, at: datetime) -> "StoreAnswer":
        """The store at the moment."""
        profile = state.profile
        hours = [
            HoursAnswer(service=offer.service, weekday=span.weekday, opens=span.opens, closes=span.closes)
            for offer in state.offers
            for span in offer.hours
        ]
        to_come = [each for each in state.holidays if each.date >= profile.business_date(at)]
        return cls.of(
            {
                **_summary(state, at),
                "cash_limit": profile.cash_limit,
                "tax_percent": profile.tax_percent,
                "tax_included": profile.tax_included,
                "legal_entity": profile.legal_entity,
                "minimum_order": profile.minimum_order,
                "hours": hours,
                "holidays": HolidayAnswer.of_all(to_come),
            }
        )


class SlotCapacityAnswer(Answer):
    """The store's capacity per slot. Null means every service, every weekday, the whole day, no limit."""

    service: ServiceMethod | None
    weekday: int | None
    starts: ClockTime | None
    ends: ClockTime | None
    orders: int | None
    pizzas: int | None


class AutoAcceptAnswer(Answer):
    """Which orders the store accepts automatically; equal times mean the whole day, null means any amount."""

    starts: ClockTime
    ends: ClockTime
    up_to: int | None
    known_only: bool


class StoreSettingsAnswer(Answer):
    """Order settings of a store that its manager can change."""

    minimum_order: int
    auto_accept: AutoAcceptAnswer | None
    """Null: a person accepts every order."""
    wait_minutes: dict[str, tuple[int, int]]
    """The range quoted on an ordinary day, by service."""
    capacities: list[SlotCapacityAnswer]

    @classmethod
    def of_state(cls, state: schedule.StoreState) -> "StoreSettingsAnswer":
        """The settings of the store."""
        return cls(
            minimum_order=state.profile.minimum_order,
            auto_accept=AutoAcceptAnswer.of(state.profile.auto_accept) if state.profile.auto_accept else None,
            wait_minutes={offer.service.value: offer.wait_minutes for offer in state.offers},
            capacities=SlotCapacityAnswer.of_all(state.capacities),
        )


def _summary(state: schedule.StoreState, at: datetime) -> dict[str, object]:
    profile = state.profile
    copied = ("id", "code", "name", "phone", "lat", "lon", "timezone", "day_starts_at", "currency")
    return {
        **{name: getattr(profile, name) for name in copied},
        "address": StoreAddressAnswer.of(profile),
        "languages": list(profile.languages),
        "state": openings.status(state, at),
        "busy_minutes": state.busy_minutes,
        "services": [ServiceNowAnswer.at(state, service, at) for service in profile.services],
    }
