"""A store, couriers with a phone each, and roads."""

from collections.abc import AsyncIterator, Callable, Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from channels.db import database_sync_to_async
from channels.layers import channel_layers
from django.db import connections

from apps.delivery.contract.commands import RequestDelivery
from apps.delivery.models import Courier, StorePlace
from apps.delivery.positions import _client
from apps.delivery.tests.phone import Phone
from apps.geo.contract.fake import FakeGeoService
from apps.geo.contract.service import GeoService
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.services import provide, registry
from dominos.kernel.unit_of_work import send, unit_of_work

STORE = (60.1699, 24.9384)
DOOR = (60.1740, 24.9500)


@pytest.fixture
def roads() -> Iterator[FakeGeoService]:
    before = registry._provided.get(GeoService)
    fake = FakeGeoService()
    provide(GeoService, fake)
    yield fake
    registry._provided.pop(GeoService)
    if before is not None:
        provide(GeoService, before)


@pytest.fixture
def world(transactional_db: None, roads: FakeGeoService) -> Iterator[None]:
    """An empty platform with roads."""
    _client().flushdb()
    yield
    _client().connection_pool.disconnect()


@pytest.fixture
def store(world: None) -> StorePlace:
    return StorePlace.objects.create(
        store_id=new_id(), code="hki-1", name="Kamppi", lat=STORE[0], lon=STORE[1], is_active=True
    )


@pytest.fixture
def hire(store: StorePlace) -> Callable[..., Courier]:
    """A courier of the store."""

    def hire(name: str = "Aino Virtanen", **columns: object) -> Courier:
        columns.setdefault("home_store_id", store.store_id)
        return Courier.objects.create(user_id=new_id(), name=name, **columns)

    return hire


@pytest.fixture
def order(store: StorePlace) -> Callable[..., UUID]:
    """Asks for a delivery the way the orders saga does; gives the order's id."""

    def order(ready_in: float = 1, door: tuple[float, float] = DOOR, **fields: object) -> UUID:
        order_id = new_id()
        command = {
            "order_id": order_id,
            "number": "2026-11-22#7",
            "store_id": store.store_id,
            "address": "Unioninkatu 3 A 4",
            "note": "ring twice",
            "lat": door[0],
            "lon": door[1],
            "recipient": "Eino",
            "bags": 1,
            "contactless": False,
            "cash_due": 0,
            "currency": "EUR",
            "ready_at": now() + timedelta(minutes=ready_in),
            "promised_to": now() + timedelta(minutes=40),
        } | fields
        with unit_of_work("delivery"):
            send(RequestDelivery(**command), subject=order_id)
        return order_id

    return order


@pytest.fixture
async def phones(store: StorePlace) -> AsyncIterator[Callable[[Courier], Phone]]:
    """Opens couriers' sockets, and closes what is left open."""
    opened: list[Phone] = []

    def phone(courier: Courier) -> Phone:
        opened.append(Phone(courier.user_id))
        return opened[-1]

    yield phone
    for one in opened:
        await one.hang_up()
    await _leave_nothing_open()


async def _leave_nothing_open() -> None:
    layer = channel_layers["default"]
    await layer.flush()
    for shard in getattr(layer, "_shards", []):
        await shard.flush()
    await database_sync_to_async(connections.close_all)()
