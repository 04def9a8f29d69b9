"""Reads: stores for the endpoints."""

from datetime import datetime
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Q, QuerySet

from apps.stores.contract.types import ServiceMethod
from apps.stores.domain import openings, schedule
from apps.stores.models import Store
from apps.stores.queries.answers import StoreAnswer, StoreSettingsAnswer, StoreSummaryAnswer
from apps.stores.queries.states import get_state, state_of, with_state
from dominos.kernel.clock import now
from dominos.kernel.edge.answers import Listing
from dominos.kernel.errors import NotFound

_SOUGHT_IN = ("name", "code", "street", "postcode", "city")
MAX_WORDS = 10


def list_stores(
    *, words: str, service: ServiceMethod | None, open_now: bool | None
) -> Listing[StoreSummaryAnswer]:
    """The active stores that match all search words; `open_now` asks about `service`, or about any service."""
    stores = Store.objects.filter(is_active=True)
    for word in words.split()[:MAX_WORDS]:
        stores = stores.filter(reduce(or_, (Q(**{f"{each}__icontains": word}) for each in _SOUGHT_IN)))
    if service is not None:
        stores = stores.filter(offers__service=service)
    if open_now is not None:
        stores = stores.filter(id__in=_open_ids(with_state(stores), service, open_now))
    at = now()
    return Listing(
        with_state(stores), lambda rows: [StoreSummaryAnswer.at(state_of(row), at) for row in rows]
    )


def _open_ids(stores: QuerySet[Store], service: ServiceMethod | None, wanted: bool) -> list[UUID]:
    at = now()
    return [row.id for row in stores if _is_open(state_of(row), service, at) is wanted]


def _is_open(state: schedule.StoreState, service: ServiceMethod | None, at: datetime) -> bool:
    services = state.profile.services if service is None else (service,)
    return any(openings.opening(state, each, at).is_open for each in services)


def get_store(store_id: UUID) -> StoreAnswer:
    """An active store. NotFound."""
    state = get_state(store_id)
    if not state.is_active:
        raise NotFound("There is no such store.")
    return StoreAnswer.at(state, now())


def get_managed_store(store_id: UUID) -> StoreAnswer:
    """The store, active or not. NotFound."""
    return StoreAnswer.at(get_state(store_id), now())


def get_settings(store_id: UUID) -> StoreSettingsAnswer:
    """The settings that the store's manager can change. NotFound."""
    return StoreSettingsAnswer.of_state(get_state(store_id))
