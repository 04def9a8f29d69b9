"""Writes: opening a store and changing its profile."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from apps.stores.contract.events import StoreSaved
from apps.stores.domain import schedule
from apps.stores.domain.overnight_hours import cut_night
from apps.stores.models import Holiday, ServiceHours, Store
from apps.stores.queries.states import PROFILE_COLUMNS, get_state
from apps.stores.revisions import locked_state, next_revision, publish_availability, read_state
from apps.stores.sales_settings import auto_accept_columns, capacity_order, write_capacities
from dominos.kernel import contact
from dominos.kernel.audit import record
from dominos.kernel.errors import FieldError, Invalid
from dominos.kernel.ids import new_id
from dominos.kernel.postgres.locks import one_at_a_time
from dominos.kernel.unit_of_work import publish, unit_of_work

_WRITTEN: dict[str, Callable[[str], str]] = {
    "street": contact.one_line,
    "house_number": contact.one_line,
    "postcode": contact.postcode_text,
    "city": contact.one_line,
}
# What of the profile open quotes depend on.
_SALES_TERMS = ("currency", "tax_percent", "tax_included", "market", "minimum_order", "local_taxes", "terms")


def save_store(wanted: schedule.StoreState) -> bool:
    """Creates the store or updates it to this description; the current availability of a known store is kept.

    Returns False, and publishes nothing, if nothing changes. Raises Invalid if its business day would start
    within a night.
    """
    require_whole_nights(wanted)
    with unit_of_work("stores"):
        before = locked_state(wanted.profile.id)
        if before is not None and before == _with_availability_of(before, wanted):
            return False
        record(
            "store_saved",
            about=f"stores.store:{wanted.profile.id}",
            changed=dict(_differences(before, wanted)),
        )
        _write(wanted)
        announce_saved(read_state(wanted.profile.id), before)
    return True


def open_store_like(like: UUID, own: Mapping[str, Any]) -> UUID:
    """Creates a store with its `own` name and place, copying services, hours, kitchen, capacities and taxes
    of another.

    The operator is copied too unless `own` names one. The new store is closed by hand until somebody opens
    it. Raises NotFound for the other store, Invalid for a code that is taken.
    """
    pattern = get_state(like)
    store_id = new_id()
    profile = replace(pattern.profile, id=store_id, **own)
    with unit_of_work("stores"):
        one_at_a_time(f"a store called {profile.code}")
        if Store.objects.filter(code=profile.code).exists():
            raise Invalid(errors=[FieldError("code", "Another store has this code.", "taken")])
        save_store(replace(pattern, profile=profile, is_active=True))
        Store.objects.filter(id=store_id).update(force_closed=True)
    return store_id


def _differences(
    before: schedule.StoreState | None, after: schedule.StoreState
) -> Iterator[tuple[str, tuple[Any, Any]]]:
    """Of each column that changes what it was and will be."""
    was = _columns(before) if before else {}
    for name, value in _columns(after).items():
        if was.get(name) != value:
            yield name, (was.get(name), value)


def require_whole_nights(state: schedule.StoreState) -> None:
    """Raises Invalid if the store's business day would start while the evening before is still open."""
    if told := cut_night(state):
        raise Invalid(errors=[FieldError("day_starts_at", told, "cuts_night")])


def _with_availability_of(before: schedule.StoreState, wanted: schedule.StoreState) -> schedule.StoreState:
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


def _holiday_order(holiday: schedule.Holiday) -> tuple[date, str, time]:
    return holiday.date, holiday.service or "", holiday.opens or time.max


def _write(wanted: schedule.StoreState) -> None:
    store, _ = Store.objects.update_or_create(id=wanted.profile.id, defaults=_columns(wanted))
    store.offers.exclude(service__in=wanted.profile.services).delete()
    for offer in wanted.offers:
        low, high = offer.wait_minutes
        store.offers.update_or_create(service=offer.service, defaults={"wait_low": low, "wait_high": high})
    write_calendar(wanted)
    write_capacities(store.id, wanted.capacities)


def write_calendar(wanted: schedule.StoreState) -> None:
    """Replaces the store's hours and holidays; called within a unit of work."""
    store = Store(id=wanted.profile.id)
    store.hours.all().delete()
    store.holidays.all().delete()
    ServiceHours.objects.bulk_create(_hours_rows(store, wanted.offers))
    Holiday.objects.bulk_create(_holiday_row(store, holiday) for holiday in wanted.holidays)


def _columns(wanted: schedule.StoreState) -> dict[str, Any]:
    profile, kitchen = wanted.profile, wanted.profile.kitchen
    return {
        **{name: getattr(profile, name) for name in PROFILE_COLUMNS},
        **{name: stored(getattr(profile, name)) for name, stored in _WRITTEN.items()},
        "market_id": profile.market or None,
        "local_taxes": {rate.tax_class: rate.percent for rate in profile.local_taxes},
        "languages": list(profile.languages),
        "tax_percent": Decimal(profile.tax_percent),
        "make_stations": kitchen.make_stations,
        "make_seconds": kitchen.make_seconds,
        "oven_slots": kitchen.oven_slots,
        "oven_seconds": kitchen.oven_seconds,
        "is_active": wanted.is_active,
        **auto_accept_columns(profile.auto_accept),
    }


def _hours_rows(store: Store, offers: Iterable[schedule.ServiceOffer]) -> list[ServiceHours]:
    return [
        ServiceHours(
            store=store, service=offer.service, weekday=span.weekday, opens=span.opens, closes=span.closes
        )
        for offer in offers
        for span in offer.hours
    ]


def _holiday_row(store: Store, holiday: schedule.Holiday) -> Holiday:
    return Holiday(
        store=store,
        date=holiday.date,
        name=holiday.name,
        service=holiday.service or "",
        opens=holiday.opens,
        closes=holiday.closes,
    )


def announce_saved(after: schedule.StoreState, before: schedule.StoreState | None) -> None:
    """Publishes the changes since `before` once the rows are written; called within their unit of work."""
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
            languages=tuple(profile.languages),
        ),
        subject=profile.id,
        sequence=sequence,
    )
    if before is not None and (cause := _cause_of_saving(before, after)):
        publish_availability(profile.id, cause, sequence)


def _cause_of_saving(before: schedule.StoreState, after: schedule.StoreState) -> str:
    """`terms`, `schedule`, or empty where nobody's quote and no opening depends on what changed."""
    old, new = before.profile, after.profile
    if before.capacities != after.capacities or any(
        getattr(old, name) != getattr(new, name) for name in _SALES_TERMS
    ):
        return "terms"
    if (old.timezone, old.day_starts_at) != (new.timezone, new.day_starts_at):
        return "schedule"
    return "schedule" if replace(before, profile=new) != after else ""
