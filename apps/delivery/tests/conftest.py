"""A store, couriers with a phone each, and roads."""

from collections.abc import AsyncIterator, Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from channels.db import database_sync_to_async
from channels.layers import channel_layers
from django.apps import apps
from django.db import connections

from apps.delivery.contract.commands import CancelDelivery, ReleaseDelivery, RequestDelivery
from apps.delivery.models import Courier, StorePlace
from apps.delivery.storage.last_positions import Fix, _client, keep_fix, record_heartbeat
from apps.delivery.tests.phone import Phone
from apps.delivery.use_cases.demo_couriers import file_documents
from apps.delivery.use_cases.dispatcher import dispatch_couriers
from apps.delivery.use_cases.shifts import start_shift
from apps.geo.contract.fake import FakeGeoService
from apps.geo.contract.service import GeoService
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.unit_of_work import send, unit_of_work

STORE = (60.1699, 24.9384)
DOOR = (60.1740, 24.9500)


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
    return StorePlace.objects.create(
        store_id=new_id(), code="hki-1", name="Kamppi", lat=STORE[0], lon=STORE[1], is_active=True
    )


@pytest.fixture
def hire(store: StorePlace) -> Callable[..., Courier]:
    """A courier of the store."""

    def hire(name: str = "Aino Virtanen", **columns: object) -> Courier:
        columns.setdefault("home_store_id", store.store_id)
        courier = Courier.objects.create(user_id=new_id(), name=name, **columns)
        file_documents(courier)
        return courier

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
def on_shift(hire: Callable[..., Courier]) -> Callable[..., Courier]:
    """A courier at work, at a place."""

    def on_shift(name: str = "Aino Virtanen", at: tuple[float, float] = STORE, **columns: object) -> Courier:
        courier = hire(name, **columns)
        start_shift(courier.user_id)
        stand_at(courier, at)
        return Courier.objects.get(user_id=courier.user_id)

    return on_shift


def stand_at(courier: Courier, at: tuple[float, float]) -> None:
    keep_fix(courier.user_id, Fix(at[0], at[1], 8.0, now()))


def watch(time: Any, seconds: int, *living: UUID) -> None:
    """Lets time pass while the dispatcher looks on and these couriers show that they live."""
    for step in (*[20] * (seconds // 20), seconds % 20):
        time.advance(seconds=step)
        for courier_id in living:
            record_heartbeat(courier_id)
        dispatch_couriers()


def release(order_id: UUID) -> None:
    """The food is ready."""
    with unit_of_work("delivery"):
        send(ReleaseDelivery(order_id=order_id, ready_at=now()), subject=order_id)


def cancel(order_id: UUID) -> None:
    with unit_of_work("delivery"):
        send(CancelDelivery(order_id=order_id, reason="changed their mind"), subject=order_id)


def published(order_id: UUID) -> list[str]:
    """The events about an order, first to last, windows left out."""
    rows = apps.get_model("delivery", "OutboxMessage").objects.filter(subject=order_id).order_by("id")
    names = [type.removeprefix("delivery.") for type in rows.values_list("type", flat=True)]
    return [name for name in names if name != "eta_changed" and not name.endswith("_delivery")]


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
