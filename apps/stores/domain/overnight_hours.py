"""A business day must not start while opening hours of the day before still run."""

from collections.abc import Iterator
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from apps.stores.contract.business_day import instant_of
from apps.stores.domain.openings import DAY, Period, open_periods
from apps.stores.domain.schedule import ServiceOffer, StoreState

_ANY_MONDAY = date(2001, 1, 1)
_UTC = ZoneInfo("UTC")


def cut_night(state: StoreState) -> str:
    """Describes the night that the start of the business day would cut in two; empty if there is none.

    Stores that are open around the clock are exempt.
    """
    return next((told for offer in state.offers for told in _cut(state, offer)), "")


def _cut(state: StoreState, offer: ServiceOffer) -> Iterator[str]:
    starts_at = state.profile.day_starts_at
    usual = open_periods(offer, (), _UTC, _ANY_MONDAY, 8)
    special = (
        period
        for each in state.holidays
        for period in open_periods(offer, state.holidays, _UTC, each.date - DAY, 3)
    )
    for period in (*usual, *special):
        morning = period.start.date() + DAY
        is_cut = period.start < instant_of(morning, starts_at, _UTC) < period.end
        if is_cut and not _is_endless(period):
            yield (
                f"{offer.service} is open until {period.end:%H:%M} after the evening of {period.start:%A}, and the"
                f" business day would start at {starts_at:%H:%M}: let it start later"
            )


def _is_endless(period: Period) -> bool:
    return period.end - period.start >= timedelta(days=1)
