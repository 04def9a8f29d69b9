"""A store, couriers with a phone each, and roads."""

from collections.abc import AsyncIterator, Callable, Iterator
from functools import partial
from uuid import UUID

import pytest
from channels.db import database_sync_to_async
from channels.layers import channel_layers
from django.db import connections

from apps.delivery.models import Courier, StorePlace
from apps.delivery.storage.last_positions import _client
from apps.delivery.tests.builders import make_courier, make_courier_on_shift, make_order, make_store
from apps.delivery.tests.phone_double import Phone
from apps.geo.contract.fake import FakeGeoService
from apps.geo.contract.service import GeoService


@pytest.fixture
def roads(stand_in: Callable[..., FakeGeoService]) -> FakeGeoService:
    return stand_in(GeoService, FakeGeoService())


@pytest.fixture
def world(transactional_db: None, roads: FakeGeoService) -> Iterator[None]:
    """An empty platform with roads."""
    _client().flushdb()
    yield
    _client().connection_pool.disconnect()


@pytest.fixture
def store(world: None) -> StorePlace:
    return make_store()


@pytest.fixture
def hire(store: StorePlace) -> Callable[..., Courier]:
    """Hires a courier of the store."""
    return partial(make_courier, store)


@pytest.fixture
def on_shift(store: StorePlace) -> Callable[..., Courier]:
    """Puts a courier to work, at a place."""
    return partial(make_courier_on_shift, store)


@pytest.fixture
def order(store: StorePlace) -> Callable[..., UUID]:
    """Asks for a delivery; gives the order's id."""
    return partial(make_order, store)


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
