"""Writes: the opening hours and holidays that a store's manager sets."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from apps.stores.contract.types import ServiceMethod
from apps.stores.domain import schedule
from apps.stores.profiles import announce_saved, require_whole_nights, write_calendar
from apps.stores.revisions import locked_state, read_state
from dominos.kernel.clock import now
from dominos.kernel.errors import FieldError, Invalid, NotFound
from dominos.kernel.unit_of_work import unit_of_work

Week = Mapping[ServiceMethod, Sequence[schedule.Hours]]


def change_calendar(
    store_id: UUID, *, hours: Week | None = None, holidays: Sequence[schedule.Holiday] | None = None
) -> bool:
    """Replaces the hours of the named services, or all future holidays.

    Returns False, and publishes nothing, if nothing changes. Raises NotFound; Invalid for a service that the
    store does not offer, a duplicate or past holiday, or a night that the start of the business day would cut
    in two.
    """
    with unit_of_work("stores"):
        before = locked_state(store_id)
        if before is None:
            raise NotFound("There is no such store.")
        today = before.profile.business_date(now())
        if errors := [*_wrong_hours(before, hours or {}), *_wrong_holidays(before, holidays or (), today)]:
            raise Invalid(errors=errors)
        after = _changed(before, hours or {}, holidays, today)
        if after == before:
            return False
        require_whole_nights(after)
        write_calendar(after)
        announce_saved(read_state(store_id), before)
    return True


def _changed(
    before: schedule.StoreState, hours: Week, holidays: Sequence[schedule.Holiday] | None, today: date
) -> schedule.StoreState:
    offers = tuple(
        replace(offer, hours=tuple(sorted(hours.get(offer.service, offer.hours)))) for offer in before.offers
    )
    if holidays is None:
        return replace(before, offers=offers)
    past = tuple(each for each in before.holidays if each.date < today)
    return replace(before, offers=offers, holidays=(*past, *holidays))


def _wrong_hours(state: schedule.StoreState, hours: Week) -> list[FieldError]:
    unknown = [service for service in hours if service not in state.profile.services]
    twice = [
        service for service, spans in hours.items() if len({(s.weekday, s.opens) for s in spans}) < len(spans)
    ]
    return [
        *(
            FieldError(f"hours.{service}", "not a service of this store", "no_such_service")
            for service in unknown
        ),
        *(FieldError(f"hours.{service}", "two spans begin at the same time", "twice") for service in twice),
    ]


def _wrong_holidays(
    state: schedule.StoreState, holidays: Sequence[schedule.Holiday], today: date
) -> list[FieldError]:
    errors, seen = [], set()
    for number, each in enumerate(holidays):
        key = each.date, each.service, each.opens
        if key in seen:
            errors.append(FieldError(f"holidays.{number}", "another row is for the same time", "twice"))
        if each.date < today:
            errors.append(FieldError(f"holidays.{number}.date", "this day has passed", "past"))
        if each.service is not None and each.service not in state.profile.services:
            errors.append(
                FieldError(f"holidays.{number}.service", "not a service of this store", "no_such_service")
            )
        seen.add(key)
    return errors
