"""Who sees where a courier is, and whose door it was."""

import pytest
from channels.layers import get_channel_layer
from django.conf import settings

from apps.delivery.domain.proofs import pin_of
from apps.delivery.domain.states import OfferStatus
from apps.delivery.models import Delivery, Offer
from apps.delivery.service import LocalDeliveryService
from apps.delivery.tests.builders import DOOR, HALFWAY, STORE, drain, fixes, release
from apps.delivery.tests.phone_double import in_thread
from apps.delivery.use_cases import delivery_steps
from apps.delivery.use_cases.offers import accept_offer
from apps.delivery.use_cases.positions import keep_positions
from dominos.kernel.auth import Role
from dominos.kernel.ids import new_id
from dominos.kernel.testing.api import client, principal

pytestmark = pytest.mark.django_db(transaction=True)
FURTHER = (DOOR[0], DOOR[1] + 0.004)


def two_stops(on_shift, order):
    """A courier who carries two orders; gives the courier's id and the deliveries by stop."""
    courier = on_shift()
    for door in (DOOR, FURTHER):
        release(order(ready_in=0, door=door))
        accept_offer(courier.user_id, Offer.objects.get(status=OfferStatus.PENDING).run)
    run = list(Delivery.objects.order_by("stop"))
    for delivery in run:
        delivery_steps.pick_up(courier.user_id, delivery.id)
    return courier.user_id, run


async def test_each_customer_of_a_run_follows_it_to_their_own_door(on_shift, order):
    """And learns a first name, while the food is on the road only."""
    courier, run = await in_thread(two_stops)(on_shift, order)
    layer = get_channel_layer()
    channels = [await layer.new_channel() for _ in run]
    for channel, delivery in zip(channels, run, strict=True):
        await layer.group_add(f"track.{delivery.order_id}", channel)
    first, second = run

    def drive():
        keep_positions(courier, fixes(1, place=HALFWAY))
        delivery_steps.arrive(courier, first.id)
        delivery_steps.hand_over(courier, first.id, pin_of(first.order_id, settings.SECRET_KEY))
        keep_positions(courier, fixes(2, place=DOOR))

    await in_thread(drive)()
    seen = []
    for channel in channels:
        heard = await drain(layer, channel)
        seen.append([(c["lat"], c["lon"]) for c in heard if c["type"] == "position"])
        await layer.group_discard("test.end", channel)
    assert seen == [[HALFWAY], [HALFWAY, DOOR]]
    service = LocalDeliveryService()
    over = await in_thread(service.get_tracking)(order_id=first.order_id)
    assert (over.position, over.courier_name) == (None, "")
    open_one = await in_thread(service.get_tracking)(order_id=second.order_id)
    assert (open_one.position.lat, open_one.position.lon) == DOOR
    assert open_one.courier_name == "Aino"
    for channel, delivery in zip(channels, run, strict=True):
        await layer.group_discard(f"track.{delivery.order_id}", channel)


def test_before_the_pick_up_a_customer_sees_no_courier(on_shift, order):
    courier = on_shift()
    order_id = order()
    accept_offer(courier.user_id, Offer.objects.get().run)
    keep_positions(courier.user_id, fixes(1, place=STORE))
    tracking = LocalDeliveryService().get_tracking(order_id=order_id)
    assert (tracking.position, tracking.courier_name) == (None, "")


async def test_a_courier_hears_nothing_of_another_ones_run(phones, hire, order):
    mine, other = await in_thread(hire)("Aino"), await in_thread(hire)("Eetu")
    phone, foreign = phones(mine), phones(other)
    await phone.call()
    await foreign.call()
    await phone.done("shift.start")
    await phone.stands_at(STORE)
    await in_thread(order)()
    await phone.hears("offer")
    await phone.stands_at(DOOR)
    assert not await foreign.has_heard("offer")
    assert foreign.pushed == []


def test_a_courier_sees_no_other_courier(hire):
    mine, other = hire("Aino"), hire("Eetu")
    api = client(principal(Role.COURIER, id=mine.user_id))
    assert api.get(f"/api/v1/couriers/{mine.user_id}").status_code == 200
    assert api.get(f"/api/v1/couriers/{other.user_id}").status_code == 404
    assert api.get("/api/v1/couriers").status_code == 403
    assert client(principal(Role.CUSTOMER, id=new_id())).get("/api/v1/couriers").status_code == 403
