"""Writes: the terms on which markets sell and managers take orders."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from apps.stores import domain
from apps.stores.actions import (
    capacity_order,
    locked_state,
    next_revision,
    publish_availability,
    write_capacities,
)
from apps.stores.contract.types import SalesTerms, ServiceMethod
from apps.stores.models import Market, OfferedService, Store
from apps.stores.queries import terms_of
from dominos.kernel.errors import FieldError, Invalid, NotFound
from dominos.kernel.unit_of_work import unit_of_work

Waits = Mapping[ServiceMethod, tuple[int, int]]


def save_market(code: str, name: str, terms: SalesTerms) -> bool:
    """Makes the market sell on these terms; its stores' open quotes have to ask again. False if it does already."""
    columns = {
        "name": name,
        "small_order": terms.small_order,
        "small_order_fee": terms.small_order_fee,
        "cash_coin": terms.cash_coin,
        "schedule_days": terms.schedule_days,
        "taxes": {rate.tax_class: rate.percent for rate in terms.taxes},
    }
    with unit_of_work("stores"):
        before = Market.objects.select_for_update().filter(code=code).first()
        if before is not None and before.name == name and terms_of(before) == terms:
            return False
        Market.objects.update_or_create(code=code, defaults=columns)
        announce_market(code)
    return True


def announce_market(code: str) -> None:
    """Tells of every store of the market that its terms changed; inside the change's unit of work."""
    for store_id in Store.objects.filter(market=code).values_list("id", flat=True):
        publish_availability(store_id, "terms", next_revision(store_id))


def change_settings(
    store_id: UUID,
    *,
    minimum_order: int | None = None,
    wait_minutes: Waits | None = None,
    capacities: Sequence[domain.Capacity] | None = None,
) -> bool:
    """Sets the minimum, the waits and the capacities; what is None, or a service not named, stays.

    False, and nothing told, when it is so already. NotFound; Invalid for a service the store does not offer, a wait
    that ends before it begins, or two rules for the same slots.
    """
    with unit_of_work("stores"):
        before = locked_state(store_id)
        if before is None:
            raise NotFound("There is no such store.")
        if errors := list(_refusals(before, wait_minutes or {}, capacities or ())):
            raise Invalid(errors=errors)
        after = _changed(before, minimum_order, wait_minutes or {}, capacities)
        if after == before:
            return False
        _write(after, before)
        publish_availability(store_id, "terms", next_revision(store_id))
    return True


def _changed(
    before: domain.StoreState,
    minimum_order: int | None,
    waits: Waits,
    capacities: Sequence[domain.Capacity] | None,
) -> domain.StoreState:
    minimum = before.profile.minimum_order if minimum_order is None else minimum_order
    rules = before.capacities if capacities is None else tuple(sorted(capacities, key=capacity_order))
    offers = (replace(o, wait_minutes=waits.get(o.service, o.wait_minutes)) for o in before.offers)
    return replace(
        before,
        profile=replace(before.profile, minimum_order=minimum),
        offers=tuple(offers),
        capacities=rules,
    )


def _write(after: domain.StoreState, before: domain.StoreState) -> None:
    store_id = after.profile.id
    Store.objects.filter(id=store_id).update(minimum_order=after.profile.minimum_order)
    for offer in set(after.offers) - set(before.offers):
        low, high = offer.wait_minutes
        rows = OfferedService.objects.filter(store=store_id, service=offer.service)
        rows.update(wait_low=low, wait_high=high)
    if after.capacities != before.capacities:
        write_capacities(store_id, after.capacities)


def _refusals(
    state: domain.StoreState, waits: Waits, capacities: Sequence[domain.Capacity]
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
