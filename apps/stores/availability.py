"""Writes: what managers change during the day."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from apps.stores.contract.types import ServiceMethod
from apps.stores.domain import schedule
from apps.stores.domain.schedule import MAX_BUSY_MINUTES, MAX_PAUSE
from apps.stores.models import OfferedService, Store
from apps.stores.revisions import locked_state, next_revision, publish_availability
from dominos.kernel.clock import now
from dominos.kernel.errors import FieldError, Invalid, NotFound
from dominos.kernel.unit_of_work import unit_of_work


def set_availability(
    store_id: UUID,
    *,
    force_closed: bool | None = None,
    busy_minutes: int | None = None,
    paused_until: Mapping[ServiceMethod, datetime | None] | None = None,
) -> bool:
    """Closes, delays or pauses the store; None leaves a value unchanged, and a pause of None ends it.

    Returns False, and publishes nothing, if nothing changes. Raises NotFound, and Invalid for a service that
    the store does not offer.
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
    before: schedule.StoreState,
    force_closed: bool | None,
    busy_minutes: int | None,
    paused_until: Mapping[ServiceMethod, datetime | None],
) -> schedule.StoreState:
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
    state: schedule.StoreState, busy_minutes: int | None, paused: Mapping[ServiceMethod, datetime | None]
) -> Iterable[FieldError]:
    if busy_minutes is not None and not 0 <= busy_minutes <= MAX_BUSY_MINUTES:
        yield FieldError("busy_minutes", f"0 to {MAX_BUSY_MINUTES} minutes")
    for service, until in paused.items():
        if service not in state.profile.services:
            yield FieldError(f"paused_until.{service}", "not a service of this store", "no_such_service")
        elif until is not None and until <= now():
            yield FieldError(f"paused_until.{service}", "this time has passed", "past")
        elif until is not None and until > now() + MAX_PAUSE:
            message = f"at most {MAX_PAUSE.days} days ahead; close the store by hand for longer"
            yield FieldError(f"paused_until.{service}", message, "too_far")


def _still(until: datetime | None) -> datetime | None:
    return until if until is not None and until > now() else None


def _cause(before: schedule.StoreState, after: schedule.StoreState) -> str:
    if before.force_closed != after.force_closed:
        return "force_closed" if after.force_closed else "reopened"
    if before.offers != after.offers:
        return "paused" if any(offer.paused_until for offer in after.offers) else "resumed"
    return "busy" if after.busy_minutes else "not_busy"
