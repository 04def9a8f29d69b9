"""A courier's work, over the websocket from the first offer to the door."""

import pytest
from django.conf import settings

from apps.delivery.domain.proofs import pin_of
from apps.delivery.domain.states import CourierStatus
from apps.delivery.models import Courier, Delivery
from apps.delivery.tests.builders import DOOR, STORE, published, release
from apps.delivery.tests.phone_double import in_thread

pytestmark = pytest.mark.django_db(transaction=True)


async def test_from_the_offer_to_the_door(phones, hire, order):
    courier = await in_thread(hire)()
    phone = phones(courier)
    welcome = await phone.call()
    assert welcome["protocol"] == 1
    assert welcome["courier"]["status"] == "OFFLINE"
    await phone.done("shift.start")
    await phone.stands_at(STORE)
    order_id = await in_thread(order)(cash_due=2150)

    offer = (await phone.hears("offer"))["offer"]
    (stop,) = offer["stops"]
    assert stop["order_id"] == str(order_id)
    assert stop["store"]["name"] == "Kamppi"
    assert stop["cash_due"] == 2150
    assert (await phone.done("offer.accept", offer=offer["offer"]))["courier"] == "ON_RUN"

    refused = await phone.say("delivery.pick_up", delivery=stop["delivery"])
    assert refused["problem"]["code"] == "not-released"
    await in_thread(release)(order_id)
    assert (await phone.hears("delivery.changed"))["delivery"]["is_released"] is True
    await phone.done("delivery.pick_up", delivery=stop["delivery"])
    await phone.stands_at(DOOR)
    await phone.done("delivery.arrive", delivery=stop["delivery"])
    wrong = await phone.say("delivery.hand_over", delivery=stop["delivery"], pin="0000")
    assert wrong["problem"]["tries_left"] == 4
    pin = pin_of(order_id, settings.SECRET_KEY)
    done = await phone.done("delivery.hand_over", delivery=stop["delivery"], pin=pin)
    assert done["courier"] == "RETURNING"

    delivery = await Delivery.objects.aget(order_id=order_id)
    assert (delivery.status, delivery.proof) == ("DELIVERED", "pin")
    kept = await Courier.objects.aget(user_id=courier.user_id)
    assert (kept.status, kept.cash_carried) == (CourierStatus.RETURNING, 2150)
    assert await in_thread(published)(order_id) == [
        "courier_assigned",
        "order_picked_up",
        "courier_nearby",
        "courier_arrived",
        "order_delivered",
    ]
