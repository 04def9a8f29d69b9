"""Slots for orders placed ahead: quarters of an hour within the service hours, and their capacity. Pure."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from apps.stores.contract.business_day import BusinessClock
from apps.stores.contract.errors import SlotNotOffered
from apps.stores.contract.types import ServiceMethod, Slot
from apps.stores.domain.openings import DAY, Period, open_periods
from apps.stores.domain.schedule import Capacity, ServiceOffer, StoreState

SLOT = timedelta(minutes=15)
LIMITS_TOLD = timedelta(hours=8)
"""A promise for as soon as possible lies within."""
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


def slots_of(state: StoreState, service: ServiceMethod, day: date, at: datetime) -> list[Slot]:
    """The slots of a business date that can be ordered for at `at`, in order; none today if closed by hand today.

    Closing a store by hand concerns the current day: on other days its hours and holidays apply.

    Service hours say when orders are accepted: a slot begins at a moment within them plus the store's maximal
    quoted wait, so that the last slot is what an order just before closing is promised; and at least that
    long after `at` and after the end of a pause. Everything is computed in instants, so days on which clocks
    change have as many slots as quarters of an hour.
    """
    offer = state.offer(service)
    if (
        offer is None
        or not state.is_active
        or (state.force_closed and day <= state.profile.business_date(at))
    ):
        return []
    zone = ZoneInfo(state.profile.timezone)
    latest = at + state.profile.terms.schedule_days * DAY
    # However late a pause ends: after `latest` there is no slot, and the calendar ends somewhere.
    earliest = max(at, min(offer.paused_until or at, latest)) + _lead(state, offer)
    periods = open_periods(offer, state.holidays, zone, day - DAY, 3)
    return [
        _slot(state, service, start, day)
        for period in periods
        for start in _starts(period, offer)
        if earliest <= start <= latest and state.profile.business_date(start) == day
    ]


def limited_slots(state: StoreState, service: ServiceMethod, at: datetime) -> tuple[Slot, ...]:
    """The quarters of the next hours from `at` on of which the store limits what the service takes."""
    if not state.capacities:
        return ()
    first = _ceil(at) - SLOT
    starts = (first + n * SLOT for n in range(LIMITS_TOLD // SLOT))
    slots = (_slot(state, service, start, state.profile.business_date(start)) for start in starts)
    return tuple(slot for slot in slots if slot.orders is not None or slot.pizzas is not None)


def slot_at(state: StoreState, service: ServiceMethod, start: datetime, at: datetime) -> Slot:
    """The slot that begins at `start`. SlotNotOffered."""
    day = state.profile.business_date(start)
    for slot in slots_of(state, service, day, at):
        if slot.start == start:
            return slot
    raise SlotNotOffered(starts_at=start.isoformat())


def _lead(state: StoreState, offer: ServiceOffer) -> timedelta:
    return timedelta(minutes=offer.wait_minutes[1] + state.busy_minutes)


def _starts(period: Period, offer: ServiceOffer) -> Iterator[datetime]:
    wait = timedelta(minutes=offer.wait_minutes[1])
    start = _ceil(period.start + wait)
    while start < period.end + wait:
        yield start
        start += SLOT


def _ceil(at: datetime) -> datetime:
    return _EPOCH - (_EPOCH - at) // SLOT * SLOT


def _slot(state: StoreState, service: ServiceMethod, start: datetime, day: date) -> Slot:
    capacity = capacity_at(state, service, start)
    return Slot(
        store_id=state.profile.id,
        service=service,
        start=start,
        end=start + SLOT,
        business_date=day,
        orders=capacity.orders if capacity else None,
        pizzas=capacity.pizzas if capacity else None,
    )


def capacity_at(state: StoreState, service: ServiceMethod, start: datetime) -> Capacity | None:
    """The most specific matching rule for a slot: a rule with a span wins, then one with a weekday, then a service."""
    clock = state.profile.clock
    holding = [
        rule for rule in state.capacities if rule.service in (None, service) and _holds(rule, start, clock)
    ]
    return max(holding, key=_specificity, default=None)


def _specificity(rule: Capacity) -> tuple[bool, bool, bool]:
    return rule.starts is not None, rule.weekday is not None, rule.service is not None


def _holds(rule: Capacity, start: datetime, clock: BusinessClock) -> bool:
    if rule.starts is None or rule.ends is None:
        return rule.weekday in (None, clock.day_of(start).isoweekday())
    day = clock.day_within(start, rule.starts, rule.ends)
    return day is not None and rule.weekday in (None, day.isoweekday())
