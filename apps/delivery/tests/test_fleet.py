"""What those who manage a store see of its couriers and doors."""

import pytest
from channels.layers import get_channel_layer

from apps.delivery.contract.live import fleet_group
from apps.delivery.contract.service import DeliveryService
from apps.delivery.handlers import on_staff_changed
from apps.delivery.models import Courier
from apps.delivery.tests.builders import DOOR, HALFWAY, drain, fixes
from apps.delivery.tests.phone_double import in_thread
from apps.delivery.use_cases.positions import keep_positions
from apps.users.contract.events import StaffChanged
from dominos.kernel.auth import Role
from dominos.kernel.errors import NotFound
from dominos.kernel.ids import new_id
from dominos.kernel.services import service
from dominos.kernel.unit_of_work import unit_of_work


def test_couriers_at_work_and_doors_under_way_are_seen(store, hire, on_shift, order):
    hire("At Home")
    hire("Elsewhere", home_store_id=new_id())
    courier = on_shift("Aino Virtanen")
    order_id = order()
    fleet = service(DeliveryService).get_fleet(store_id=store.store_id)
    (seen,) = fleet.couriers
    assert (seen.courier_id, seen.position and seen.position.lat) == (courier.user_id, store.lat)
    (door,) = fleet.doors
    assert (door.order_id, door.lat, door.stop) == (order_id, DOOR[0], door.stop)


def test_a_store_nobody_knows_has_no_fleet(world):
    with pytest.raises(NotFound):
        service(DeliveryService).get_fleet(store_id=new_id())


async def test_positions_are_pushed_to_the_couriers_own_store(store, on_shift):
    courier = await in_thread(on_shift)()
    layer = get_channel_layer()
    channel = await layer.new_channel()
    await layer.group_add(fleet_group(store.store_id), channel)
    await in_thread(keep_positions)(courier.user_id, fixes(1, place=HALFWAY))
    (content,) = await drain(layer, channel)
    assert (content["type"], content["courier_id"], content["lat"]) == (
        "courier",
        str(courier.user_id),
        HALFWAY[0],
    )
    await layer.group_discard(fleet_group(store.store_id), channel)


def test_who_is_hired_as_a_courier_is_one_and_keeps_what_is_known_of_them(store, world):
    person = new_id()
    told = {"user_id": person, "name": "Aino", "store_id": store.store_id, "state": "active"}

    def deliver(event):
        with unit_of_work("delivery"):
            on_staff_changed(event)

    deliver(StaffChanged(**told, role=Role.COURIER))
    Courier.objects.filter(user_id=person).update(vehicle="car")
    deliver(StaffChanged(**{**told, "store_id": new_id()}, role=Role.COURIER))
    deliver(StaffChanged(**{**told, "user_id": new_id()}, role=Role.STORE_STAFF))
    courier = Courier.objects.get()
    assert (courier.user_id, courier.name, courier.home_store_id) == (person, "Aino", store.store_id)
    assert courier.vehicle == "car" and courier.status == "OFFLINE"
