"""The map of a store is for those who manage it, and follows what delivery says."""

from dataclasses import replace
from datetime import timedelta

import pytest
from channels.db import database_sync_to_async
from channels.testing import WebsocketCommunicator

from apps.delivery.contract.fake import FakeDeliveryService
from apps.delivery.contract.live import fleet_group
from apps.delivery.contract.service import DeliveryService
from apps.delivery.contract.types import CourierPlace, DeliveryStatus, DoorPlace, Fleet, Position
from dominos.kernel.auth import Role
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.services import provide
from dominos.kernel.services.registry import provided
from dominos.kernel.sockets.pushes import push
from dominos.kernel.testing.api import bearer, client, principal

pytestmark = pytest.mark.django_db


@pytest.fixture
def fleet():
    """A store with a courier on the road to one door; gives the store's id."""
    store, courier = new_id(), new_id()
    at = Position(lat=60.17, lon=24.94, accuracy=8.0, at=now())
    door = DoorPlace(
        order_id=new_id(), number="2026-05-01#7", status=DeliveryStatus.PICKED_UP, lat=60.16, lon=24.93,
        courier_id=courier, stop=1, promised_to=now(), expected_at=now() + timedelta(minutes=1),
        delivery_id=new_id(),
    )  # fmt: skip
    aino = CourierPlace(courier_id=courier, name="Aino", status="DELIVERING", vehicle="bicycle", position=at)
    known = Fleet(lat=60.165, lon=24.935, couriers=(aino,), doors=(late_by(door, -9), door, rack_of(door)))
    real = provided()[DeliveryService.name][1]
    provide(DeliveryService, FakeDeliveryService(fleets={store: known}))
    yield store
    provide(DeliveryService, real)


def late_by(door, minutes):
    """Another door, expected so long after its promise."""
    expected = door.promised_to + timedelta(minutes=minutes)
    return replace(door, order_id=new_id(), number="2026-05-01#8", expected_at=expected)


def rack_of(door):
    """A door whose food is ready, and nobody brings it."""
    waiting = late_by(door, -20)
    return replace(waiting, number="2026-05-01#9", courier_id=None, no_courier_since=now())


def test_what_is_most_at_risk_comes_first(fleet):
    url = f"/api/v1/dashboard/map?store={fleet}"
    doors = client(principal(Role.ADMIN)).get(url).json()["doors"]
    assert [door["number"][-1] for door in doors] == ["9", "7", "8"]


def test_those_who_manage_the_store_see_where_everybody_is(fleet):
    url = f"/api/v1/dashboard/map?store={fleet}"
    for who in (principal(Role.STORE_MANAGER, stores=(fleet,)), principal(Role.ADMIN)):
        body = client(who).get(url).json()
        assert body["couriers"][0]["position"]["lat"] == 60.17
        assert {door["number"][-1]: door["is_late"] for door in body["doors"]} == {
            "9": False,
            "7": True,
            "8": False,
        }
    assert client(principal(Role.STORE_MANAGER, stores=(new_id(),))).get(url).status_code == 404
    assert client(principal(Role.STORE_STAFF, stores=(fleet,))).get(url).status_code == 403
    assert client(principal(Role.COURIER)).get(url).status_code == 403


async def test_the_socket_shows_the_map_and_then_each_position(fleet):
    from dominos.kernel.testing.asgi import application

    manager = principal(Role.STORE_MANAGER, stores=(fleet,))
    socket = WebsocketCommunicator(application, f"/ws/v1/map/{fleet}", bearer(manager))
    assert (await socket.connect())[0]
    first = await socket.receive_json_from(5)
    assert (first["type"], first["store"]["lat"]) == ("map", 60.165)
    place = {"lat": 60.18, "lon": 24.95, "accuracy": 9.0, "at": now().isoformat()}
    fix = {"type": "courier", "courier_id": str(new_id()), **place}
    await database_sync_to_async(push)(fleet_group(fleet), fix)
    assert await socket.receive_json_from(5) == fix
    await socket.disconnect()


async def test_the_socket_of_another_store_closes():
    from dominos.kernel.testing.asgi import application

    stranger = principal(Role.STORE_MANAGER, stores=(new_id(),))
    socket = WebsocketCommunicator(application, f"/ws/v1/map/{new_id()}", bearer(stranger))
    assert (await socket.connect())[0]
    assert (await socket.receive_output(5))["code"] == 4404
