"""Stores for tests."""

from dataclasses import replace
from datetime import time

from apps.stores import profiles
from apps.stores.contract.business_day import DAY_STARTS_AT
from apps.stores.contract.fake import a_store
from apps.stores.contract.types import ServiceMethod
from apps.stores.domain.schedule import Hours, ServiceOffer, StoreState

DELIVERY, CARRYOUT = ServiceMethod.DELIVERY, ServiceMethod.CARRYOUT
ALL_DAY = tuple(Hours(weekday, time(), time()) for weekday in range(1, 8))


def build_daily_hours(opens: time, closes: time) -> tuple[Hours, ...]:
    return tuple(Hours(weekday, opens, closes) for weekday in range(1, 8))


def build_offer(service=DELIVERY, hours=ALL_DAY, wait=(15, 25), paused_until=None) -> ServiceOffer:
    return ServiceOffer(service=service, hours=tuple(hours), wait_minutes=wait, paused_until=paused_until)


def build_state(
    *offers: ServiceOffer, timezone="Europe/Helsinki", day_starts_at=DAY_STARTS_AT, **changes
) -> StoreState:
    offers = offers or (build_offer(CARRYOUT, wait=(8, 13)), build_offer(DELIVERY))
    services = tuple(each.service for each in offers)
    profile = a_store(timezone=timezone, day_starts_at=day_starts_at, services=services)
    return StoreState(profile=replace(profile, code=f"T-{profile.id.hex[-8:]}"), offers=offers, **changes)


def make_store(*offers: ServiceOffer, **changes) -> StoreState:
    """A store that exists."""
    wanted = build_state(*offers, **changes)
    profiles.save_store(wanted)
    return wanted
