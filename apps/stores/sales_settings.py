"""Writes: the minimum order, waits and slot capacities that managers set."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import time
from types import EllipsisType
from typing import Any
from uuid import UUID

from apps.stores.contract.types import AutoAccept, ServiceMethod
from apps.stores.domain import schedule
from apps.stores.models import OfferedService, SlotCapacity, Store
from apps.stores.revisions import locked_state, next_revision, publish_availability
from dominos.kernel.audit import record
from dominos.kernel.errors import FieldError, Invalid, NotFound
from dominos.kernel.unit_of_work import unit_of_work

Waits = Mapping[ServiceMethod, tuple[int, int]]


def change_settings(
    store_id: UUID,
    *,
    minimum_order: int | None = None,
    wait_minutes: Waits | None = None,
    capacities: Sequence[schedule.Capacity] | None = None,
    auto_accept: AutoAccept | EllipsisType | None = ...,
    by: UUID | None = None,
) -> bool:
    """Sets minimum order, waits and slot capacities; None, or a service left out, leaves a value unchanged.

    `auto_accept` None has a person accept every order; an ellipsis leaves it unchanged. Returns False, and
    publishes nothing, if nothing changes. Raises NotFound; Invalid for a service the store does not offer, a
    wait that ends before it begins, or two rules for the same slots.
    """
    with unit_of_work("stores"):
        before = locked_state(store_id)
        if before is None:
            raise NotFound("There is no such store.")
        if errors := list(_refusals(before, wait_minutes or {}, capacities or ())):
            raise Invalid(errors=errors)
        after = _changed(before, minimum_order, wait_minutes or {}, capacities)
        if auto_accept is not ...:
            after = replace(after, profile=replace(after.profile, auto_accept=auto_accept))
        if after == before:
            return False
        record(
            "sales_settings_changed",
            about=f"stores.store:{store_id}",
            by=by,
            minimum_order=[each.profile.minimum_order for each in (before, after)],
            auto_accept=[str(each.profile.auto_accept or "") for each in (before, after)],
        )
        _write(after, before)
        publish_availability(store_id, "terms", next_revision(store_id))
    return True


def _changed(
    before: schedule.StoreState,
    minimum_order: int | None,
    waits: Waits,
    capacities: Sequence[schedule.Capacity] | None,
) -> schedule.StoreState:
    minimum = before.profile.minimum_order if minimum_order is None else minimum_order
    rules = before.capacities if capacities is None else tuple(sorted(capacities, key=capacity_order))
    offers = (replace(o, wait_minutes=waits.get(o.service, o.wait_minutes)) for o in before.offers)
    return replace(
        before,
        profile=replace(before.profile, minimum_order=minimum),
        offers=tuple(offers),
        capacities=rules,
    )


def _write(after: schedule.StoreState, before: schedule.StoreState) -> None:
    store_id = after.profile.id
    Store.objects.filter(id=store_id).update(
        minimum_order=after.profile.minimum_order, **auto_accept_columns(after.profile.auto_accept)
    )
    for offer in set(after.offers) - set(before.offers):
        low, high = offer.wait_minutes
        rows = OfferedService.objects.filter(store=store_id, service=offer.service)
        rows.update(wait_low=low, wait_high=high)
    if after.capacities != before.capacities:
        write_capacities(store_id, after.capacities)


def auto_accept_columns(rule: AutoAccept | None) -> dict[str, Any]:
    """The columns of the rule; a store where people accept every order keeps its previous bounds."""
    if rule is None:
        return {"auto_accept": False}
    return {
        "auto_accept": True,
        "auto_accept_from": rule.starts,
        "auto_accept_until": rule.ends,
        "auto_accept_up_to": rule.up_to,
        "auto_accept_known_only": rule.known_only,
    }


def _refusals(
    state: schedule.StoreState, waits: Waits, capacities: Sequence[schedule.Capacity]
) -> Iterable[FieldError]:
    for service, (low, high) in waits.items():
        if service not in state.profile.services:
            yield FieldError(f"wait_minutes.{service}", "not a service of this store", "no_such_service")
        elif high < low:
            yield FieldError(f"wait_minutes.{service}", "a wait is from the shortest to the longest")
    seen = set()
    for number, rule in enumerate(capacities):
        key = rule.service, rule.weekday, rule.starts
        if key in seen:
            yield FieldError(f"capacities.{number}", "another rule is for the same slots", "twice")
        seen.add(key)


def capacity_order(rule: schedule.Capacity) -> tuple[str, int, time]:
    """The sort key of capacities."""
    return rule.service or "", rule.weekday or 8, rule.starts or time.max


def write_capacities(store_id: UUID, rules: Iterable[schedule.Capacity]) -> None:
    """Replaces the store's capacity rules."""
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
