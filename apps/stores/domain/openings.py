"""When a store takes orders: service hours, holidays, pauses. Instants are aware."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from apps.stores.contract.business_day import instant_of, span_on
from apps.stores.contract.types import Opening, ServiceMethod
from apps.stores.domain.schedule import Holiday, ServiceOffer, StoreState
from dominos.kernel.texts.languages import in_words

HORIZON_DAYS = 15
"""How far ahead the next opening or closing is searched; a store open for all of it counts as never closing."""
NEAR_DAYS = 4
"""Stores usually close within these days, so they are searched first and the rest only if needed."""
DAY = timedelta(days=1)


@in_words
class StoreStatus(StrEnum):
    """A store's overall state: closed by hand, paused in every service, busy, or open."""

    ONLINE = "ONLINE"
    BUSY = "BUSY"
    PAUSED = "PAUSED"
    CLOSED = "CLOSED"


@dataclass(frozen=True, slots=True)
class Period:
    """A half-open span of instants [start, end)."""

    start: datetime
    end: datetime

    def __contains__(self, at: datetime) -> bool:
        return self.start <= at < self.end


def open_periods(
    offer: ServiceOffer, holidays: Iterable[Holiday], zone: ZoneInfo, first: date, days: int
) -> list[Period]:
    """The periods that begin on `days` local dates from `first`, in order; adjacent ones are merged."""
    special = _by_date(holidays, offer.service)
    spans = (p for n in range(days) for p in _periods_of(first + n * DAY, offer, special, zone))
    merged: list[Period] = []
    for period in sorted(spans, key=lambda p: p.start):
        if merged and period.start <= merged[-1].end:
            merged[-1] = Period(merged[-1].start, max(merged[-1].end, period.end))
        else:
            merged.append(period)
    return merged


def _by_date(holidays: Iterable[Holiday], service: ServiceMethod) -> dict[date, list[Holiday]]:
    special: dict[date, list[Holiday]] = {}
    for holiday in holidays:
        if holiday.service in (None, service):
            special.setdefault(holiday.date, []).append(holiday)
    return special


def _periods_of(
    day: date, offer: ServiceOffer, special: dict[date, list[Holiday]], zone: ZoneInfo
) -> Iterator[Period]:
    for opens, closes in _spans_of(day, offer, special):
        period = Period(*span_on(day, opens, closes, zone))
        if period.start < period.end:
            yield period


def _spans_of(
    day: date, offer: ServiceOffer, special: dict[date, list[Holiday]]
) -> Iterator[tuple[time, time]]:
    if day not in special:
        yield from ((h.opens, h.closes) for h in offer.hours if h.weekday == day.isoweekday())
        return
    for holiday in special[day]:
        if holiday.opens is not None and holiday.closes is not None:
            yield holiday.opens, holiday.closes


@lru_cache(500)
def _periods_from(
    offer: ServiceOffer, holidays: tuple[Holiday, ...], zone: ZoneInfo, first: date, days: int
) -> list[Period]:
    """As `open_periods`; the same for whoever asks on one day, and nobody changes it."""
    return open_periods(offer, holidays, zone, first, days)


def _periods_around(
    offer: ServiceOffer, state: StoreState, at: datetime, first: date, *, is_far: bool
) -> tuple[list[Period], Period | None]:
    """The periods from `first` on, and the one that holds `at`: the near ones where it ends among them."""
    zone = ZoneInfo(state.profile.timezone)
    for days in (HORIZON_DAYS,) if is_far else (NEAR_DAYS, HORIZON_DAYS):
        periods = _periods_from(offer, state.holidays, zone, first, days)
        current = next((period for period in periods if at in period), None)
        if current is not None and current.end < instant_of(first + (days - 1) * DAY, time(), zone):
            break
    return periods, current


def opening(state: StoreState, service: ServiceMethod, at: datetime) -> Opening:
    """Whether the store takes an order of the service at `at`, and if not, why and when it next will."""
    zone = ZoneInfo(state.profile.timezone)
    business_date = state.profile.business_date(at)
    offer = state.offer(service)
    if offer is None:
        return _shut("no_such_service", business_date, (0, 0))
    low, high = offer.wait_minutes
    wait = (low + state.busy_minutes, high + state.busy_minutes)
    if state.force_closed or not state.is_active:
        return _shut("forced_closed", business_date, wait, usual=offer.wait_minutes)

    first = at.astimezone(zone).date() - DAY
    free_from = max(at, offer.paused_until or at)
    periods, current = _periods_around(offer, state, at, first, is_far=free_from > at)
    if current is None:
        is_holiday = business_date in _by_date(state.holidays, service)
        return _shut(
            "holiday" if is_holiday else "closed",
            business_date,
            wait,
            _next_open(periods, free_from),
            usual=offer.wait_minutes,
        )
    if free_from > at:
        return _shut("paused", business_date, wait, _next_open(periods, free_from), usual=offer.wait_minutes)
    is_endless = current.end >= instant_of(first + HORIZON_DAYS * DAY, time(), zone)
    return Opening(
        is_open=True,
        reason="",
        opens_at=None,
        closes_at=None if is_endless else current.end,
        business_date=business_date,
        wait_minutes=wait,
        is_busy=state.busy_minutes > 0,
        usual_wait_minutes=offer.wait_minutes,
    )


def status(state: StoreState, at: datetime) -> StoreStatus:
    """The store's overall state."""
    if state.force_closed or not state.is_active:
        return StoreStatus.CLOSED
    if state.offers and all(
        offer.paused_until is not None and offer.paused_until > at for offer in state.offers
    ):
        return StoreStatus.PAUSED
    return StoreStatus.BUSY if state.busy_minutes else StoreStatus.ONLINE


def _next_open(periods: Iterable[Period], at: datetime) -> datetime | None:
    return next((max(period.start, at) for period in periods if period.end > at), None)


def _shut(
    reason: str,
    day: date,
    wait: tuple[int, int],
    opens_at: datetime | None = None,
    usual: tuple[int, int] = (0, 0),
) -> Opening:
    return Opening(
        is_open=False,
        reason=reason,
        opens_at=opens_at,
        closes_at=None,
        business_date=day,
        wait_minutes=wait,
        usual_wait_minutes=usual,
    )
