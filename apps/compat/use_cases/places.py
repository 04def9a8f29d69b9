"""Finding a store, its profile and what it sells."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from apps.compat.domain import answers
from apps.geo.contract.errors import NoStoreNearby, OutOfZone, ZoneClosed
from apps.geo.contract.service import GeoService
from apps.geo.contract.types import AddressHit, GeocodeResult, NearestStore, Point
from apps.stores.contract.service import StoresService
from apps.stores.contract.types import Opening, ServiceMethod, Store
from dominos.kernel.clock import now
from dominos.kernel.errors import DomainError
from dominos.kernel.services import service

MAX_STORES = 10
METRES = 1000


class AddressNotFound(DomainError):
    """The address does not match a known one with certainty; the detail names the nearest."""

    code, title = "address-not-found", "This address is not known."


def find_address(queries: Sequence[str]) -> AddressHit:
    """The first query's certain match. Raises AddressNotFound if no query has one."""
    near = ""
    for query in queries:
        found: GeocodeResult = service(GeoService).geocode(query=query, limit=1)
        if found.hits and found.verdict == "accept":
            return found.hits[0]
        near = near or (found.hits[0].label if found.hits else "")
    raise AddressNotFound(f"This address is not known; did you mean {near}?" if near else "")


def find_stores(queries: Sequence[str]) -> answers.Answer:
    """The stores near an address, the one that delivers there first; none for an unknown address."""
    try:
        hit = find_address(queries)
    except AddressNotFound:
        return {"Status": 0, "Granularity": "None", "Address": answers.UNKNOWN_ADDRESS, "Stores": []}
    deliverer = _deliverer(hit.point)
    near: Sequence[NearestStore] = service(GeoService).nearest_stores(point=hit.point, limit=MAX_STORES)
    metres = {each.store_id: each.meters for each in near}
    ids = list(dict.fromkeys(([deliverer] if deliverer else []) + list(metres)))
    stores: list[Store] = service(StoresService).get_stores(store_ids=ids)
    return {
        "Status": 0,
        "Granularity": "Exact",
        "Address": answers.old_address(hit),
        "Stores": [
            answers.found_store(
                store,
                openings_of(store),
                kilometres=metres.get(store.id, 0) / METRES,
                delivers=store.id == deliverer,
            )
            for store in stores
        ],
    }


def _deliverer(point: Point) -> UUID | None:
    try:
        store_id: UUID = service(GeoService).locate(point=point, service=ServiceMethod.DELIVERY).store_id
    except (OutOfZone, ZoneClosed, NoStoreNearby):
        return None
    return store_id


def openings_of(store: Store) -> dict[ServiceMethod, Opening]:
    """Whether each of the store's services takes orders now."""
    at, ask = now(), service(StoresService)
    return {each: ask.get_opening(store_id=store.id, service=each, at=at) for each in store.services}


def store_profile(store_id: UUID) -> dict[str, Any]:
    """The store's profile. Raises NotFound."""
    ask = service(StoresService)
    store: Store = ask.get_store(store_id=store_id)
    return answers.profile(store, openings_of(store), ask.list_hours(store_id=store_id), now())
