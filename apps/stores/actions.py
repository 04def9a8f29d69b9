"""Writes: what the chain and the managers change about stores."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from apps.stores import domain, queries
from apps.stores.contract.events import StoreAvailabilityChanged, StoreSaved
from apps.stores.contract.types import ServiceMethod
from apps.stores.models import MAX_BUSY_MINUTES, Holiday, OfferedService, ServiceHours, SlotCapacity, Store
from dominos.kernel.clock import now
from dominos.kernel.errors import FieldError, Invalid, NotFound
from dominos.kernel.unit_of_work import publish, unit_of_work

_CHAIN_COLUMNS = [
    "code",
    "name",
    "phone",
    "street",
    "house_number",
    "postcode",
    "city",
    "lat",
    "lon",
    "timezone",
    "currency",
    "cash_limit",
    "tax_included",
    "legal_entity",
    "minimum_order",
    "day_starts_at",
]
# What of the profile open quotes depend on.
_SALES_TERMS = ("currency", "tax_percent", "tax_included", "market", "minimum_order", "local_taxes", "terms")


def save_store(wanted: domain.StoreState) -> bool:
    """Opens the store or makes it as described; today's availability of a known store stays as it is.

    False, and nothing written or told, when it is so already.
    """
    with unit_of_work("stores"):
        before = locked_state(wanted.profile.id)
        if before is not None and before == _with_availability_of(before, wanted):
            return False
        _write(wanted)
        announce_saved(_read(wanted.profile.id), before)
    return True


def locked_state(store_id: UUID) -> domain.StoreState | None:
    """The store as it is, locked until the unit of work ends; None where there is none."""
    if not Store.objects.select_for_update().filter(id=store_id).values("id"):
        return None
    return _read(store_id)


def _read(store_id: UUID) -> domain.StoreState:
    return queries.state_of(queries.with_state().get(id=store_id))


def _with_availability_of(before: domain.StoreState, wanted: domain.StoreState) -> domain.StoreState:
    pauses = {offer.service: offer.paused_until for offer in before.offers}
    offers = (
        replace(offer, hours=tuple(sorted(offer.hours)), paused_until=pauses.get(offer.service))
        for offer in wanted.offers
    )
    profile = replace(
        wanted.profile,
        services=tuple(sorted(wanted.profile.services)),
        local_taxes=tuple(sorted(wanted.profile.local_taxes, key=lambda rate: rate.tax_class)),
        terms=before.profile.terms
        if wanted.profile.market == before.profile.market
        else wanted.profile.terms,
    )
    return replace(
        wanted,
        profile=profile,
        offers=tuple(sorted(offers, key=lambda offer: offer.service)),
        holidays=tuple(sorted(wanted.holidays, key=_holiday_order)),
        capacities=tuple(sorted(wanted.capacities, key=capacity_order)),
        force_closed=before.force_closed,
        busy_minutes=before.busy_minutes,
    )


def _holiday_order(holiday: domain.Holiday) -> tuple[date, str, time]:
    return holiday.date, holiday.service or "", holiday.opens or time.max


def capacity_order(rule: domain.Capacity) -> tuple[str, int, time]:
    """The order in which capacities are read."""
    return rule.service or "", rule.weekday or 8, rule.starts or time.max


def write_capacities(store_id: UUID, rules: Iterable[domain.Capacity]) -> None:
    """Puts the rules in place of the store's."""
    SlotCapacity.objects.filter(store=store_id).delete()
    SlotCapacity.objects.bulk_create(
        SlotCapacity(
            store_id=store_id,
            service=rule.service or "",
            weekday=rule.weekday,
            starts=rule.starts,
            ends=rule.ends,
            orders=rule.orders,
            pizzas=rule.pizzas,
        )
        for rule in rules
    )


def _write(wanted: domain.StoreState) -> None:
    store, _ = Store.objects.update_or_create(id=wanted.profile.id, defaults=_columns(wanted))
    store.offers.exclude(service__in=wanted.profile.services).delete()
    for offer in wanted.offers:
        low, high = offer.wait_minutes
        store.offers.update_or_create(service=offer.service, defaults={"wait_low": low, "wait_high": high})
    store.hours.all().delete()
    store.holidays.all().delete()
    ServiceHours.objects.bulk_create(_hours_rows(store, wanted.offers))
    Holiday.objects.bulk_create(_holiday_row(store, holiday) for holiday in wanted.holidays)
    write_capacities(store.id, wanted.capacities)


def _columns(wanted: domain.StoreState) -> dict[str, Any]:
    profile, kitchen = wanted.profile, wanted.profile.kitchen
    return {
        **{name: getattr(profile, name) for name in _CHAIN_COLUMNS},
        "market_id": profile.market or None,
        "local_taxes": {rate.tax_class: rate.percent for rate in profile.local_taxes},
        "languages": list(profile.languages),
        "tax_percent": Decimal(profile.tax_percent),
        "make_stations": kitchen.make_stations,
        "make_seconds": kitchen.make_seconds,
        "oven_slots": kitchen.oven_slots,
        "oven_seconds": kitchen.oven_seconds,
        "is_active": wanted.is_active,
    }


def _hours_rows(store: Store, offers: Iterable[domain.Offer]) -> list[ServiceHours]:
    return [
        ServiceHours(
            store=store, service=offer.service, weekday=span.weekday, opens=span.opens, closes=span.closes
        )
        for offer in offers
        for span in offer.hours
    ]


def _holiday_row(store: Store, holiday: domain.Holiday) -> Holiday:
    return Holiday(
        store=store,
        date=holiday.date,
        name=holiday.name,
        service=holiday.service or "",
        opens=holiday.opens,
        closes=holiday.closes,
    )


def announce_saved(after: domain.StoreState, before: domain.StoreState | None) -> None:
    """Tells what changed since `before`, after the rows were written; inside their unit of work."""
    profile = after.profile
    sequence = next_revision(profile.id)
    publish(
        StoreSaved(
            store_id=profile.id,
            code=profile.code,
            name=profile.name,
            lat=profile.lat,
            lon=profile.lon,
            currency=profile.currency,
            services=profile.services,
            is_active=after.is_active,
            timezone=profile.timezone,
            day_starts_at=profile.day_starts_at,
        ),
        subject=profile.id,
        sequence=sequence,
    )
    if before is not None and (cause := _cause_of_saving(before, after)):
        publish_availability(profile.id, cause, sequence)


def _cause_of_saving(before: domain.StoreState, after: domain.StoreState) -> str:
    """`terms`, `schedule`, or empty where nobody's quote and no opening depends on what changed."""
    old, new = before.profile, after.profile
    if before.capacities != after.capacities or any(
        getattr(old, name) != getattr(new, name) for name in _SALES_TERMS
    ):
        return "terms"
    if (old.timezone, old.day_starts_at) != (new.timezone, new.day_starts_at):
        return "schedule"
    return "schedule" if replace(before, profile=new) != after else ""


def set_availability(
    store_id: UUID,
    *,
    force_closed: bool | None = None,
    busy_minutes: int | None = None,
    paused_until: Mapping[ServiceMethod, datetime | None] | None = None,
) -> bool:
    """Closes, delays or pauses the store; what is None stays. A pause of None ends it.

    False, and nothing told, when it is so already. NotFound; Invalid for a service the store does not offer.
    """
    with unit_of_work("stores"):
        before = locked_state(store_id)
        if before is None:
            raise NotFound("There is no such store.")
        after = _changed(before, force_closed, busy_minutes, paused_until or {})
        if after == before:
            return False
        Store.objects.filter(id=store_id).update(
            force_closed=after.force_closed, busy_minutes=after.busy_minutes
        )
        for offer in set(after.offers) - set(before.offers):
            rows = OfferedService.objects.filter(store=store_id, service=offer.service)
            rows.update(paused_until=offer.paused_until)
        publish_availability(store_id, _cause(before, after), next_revision(store_id))
    return True


def _changed(
    before: domain.StoreState,
    force_closed: bool | None,
    busy_minutes: int | None,
    paused_until: Mapping[ServiceMethod, datetime | None],
) -> domain.StoreState:
    if errors := list(_refusals(before, busy_minutes, paused_until)):
        raise Invalid(errors=errors)
    return replace(
        before,
        force_closed=before.force_closed if force_closed is None else force_closed,
        busy_minutes=before.busy_minutes if busy_minutes is None else busy_minutes,
        offers=tuple(
            replace(offer, paused_until=_still(paused_until.get(offer.service, offer.paused_until)))
            for offer in before.offers
        ),
    )


def _refusals(
    state: domain.StoreState, busy_minutes: int | None, paused: Mapping[ServiceMethod, datetime | None]
) -> Iterable[FieldError]:
    if busy_minutes is not None and not 0 <= busy_minutes <= MAX_BUSY_MINUTES:
        yield FieldError("busy_minutes", f"0 to {MAX_BUSY_MINUTES} minutes")
    for service, until in paused.items():
        if service not in state.profile.services:
            yield FieldError(f"paused_until.{service}", "not a service of this store", "no_such_service")
        elif until is not None and until <= now():
            yield FieldError(f"paused_until.{service}", "this time has passed", "past")


def _still(until: datetime | None) -> datetime | None:
    return until if until is not None and until > now() else None


def _cause(before: domain.StoreState, after: domain.StoreState) -> str:
    if before.force_closed != after.force_closed:
        return "force_closed" if after.force_closed else "reopened"
    if before.offers != after.offers:
        return "paused" if any(offer.paused_until for offer in after.offers) else "resumed"
    return "busy" if after.busy_minutes else "not_busy"


def publish_availability(store_id: UUID, cause: str, sequence: int) -> None:
    """Tells that what the store offers changed; inside the change's unit of work."""
    event = StoreAvailabilityChanged(store_id=store_id, cause=cause)
    publish(event, subject=store_id, sequence=sequence)


def next_revision(store_id: UUID) -> int:
    """Counts a change of the store, which this process then reads anew."""
    transaction.on_commit(partial(queries.remembered.discard, store_id))
    Store.objects.filter(id=store_id).update(revision=F("revision") + 1)
    revision: int = Store.objects.values_list("revision", flat=True).get(id=store_id)
    return revision
