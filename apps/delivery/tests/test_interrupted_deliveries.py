"""What goes wrong on the road, over real websockets."""

import pytest
from django.conf import settings

from apps.delivery.domain.proofs import pin_of
from apps.delivery.models import Delivery
from apps.delivery.tests.builders import DOOR, STORE, published, release, retry, watch
from apps.delivery.tests.phone_double import in_thread
from dominos.kernel import clock

pytestmark = pytest.mark.django_db(transaction=True)


async def on_duty(phones, hire, name):
    """A courier's phone, on shift at the store."""
    courier = await in_thread(hire)(name)
    phone = phones(courier)
    await phone.call()
    await phone.done("shift.start")
    await phone.stands_at(STORE)
    return phone


async def test_a_failed_drop_is_brought_once_more(phones, hire, order):
    with clock.stopped() as time:
        phone = await on_duty(phones, hire, "Aino")
        order_id = await in_thread(order)(ready_in=0)
        offer = (await phone.hears("offer"))["offer"]
        await phone.done("offer.accept", offer=offer["offer"])
        await in_thread(release)(order_id)
        delivery = offer["stops"][0]["delivery"]
        await phone.done("delivery.pick_up", delivery=delivery)
        await phone.stands_at(DOOR)
        await phone.done("delivery.arrive", delivery=delivery)
        early = await phone.say("delivery.fail", delivery=delivery, reason="nobody there")
        assert (early["problem"]["code"], early["problem"]["attempts_missing"]) == ("too-early-to-fail", 2)
        for _ in range(2):
            await phone.done("delivery.contact", delivery=delivery)
            time.advance(seconds=20)
        time.advance(minutes=5)
        assert (await phone.done("delivery.fail", delivery=delivery, reason="nobody"))[
            "courier"
        ] == "RETURNING"

        await phone.stands_at(STORE)
        await in_thread(retry)(order_id, ready_in=-1)
        again = (await phone.hears("offer"))["offer"]
        await phone.done("offer.accept", offer=again["offer"])
        stop = again["stops"][0]
        assert (stop["attempt"], stop["order_id"]) == (2, str(order_id))
        assert stop["delivery"] != delivery
        for type in ("delivery.pick_up", "delivery.arrive"):
            await phone.done(type, delivery=stop["delivery"])
        old = await phone.say(
            "delivery.hand_over", delivery=stop["delivery"], pin=pin_of(order_id, settings.SECRET_KEY)
        )
        assert old["problem"]["code"] == "wrong-pin"
        pin = pin_of(order_id, settings.SECRET_KEY, 2)
        await phone.done("delivery.hand_over", delivery=stop["delivery"], pin=pin)
    statuses = [row.status async for row in Delivery.objects.order_by("attempt")]
    assert statuses == ["FAILED", "DELIVERED"]
    names = await in_thread(published)(order_id)
    assert (names.count("delivery_failed"), names.count("order_delivered")) == (1, 1)


async def test_what_a_dead_courier_has_accepted_goes_to_a_living_one(phones, hire, order):
    with clock.stopped() as time:
        dead = await on_duty(phones, hire, "Dead")
        await in_thread(order)(ready_in=0)
        offer = (await dead.hears("offer"))["offer"]
        await dead.done("offer.accept", offer=offer["offer"])
        alive = await on_duty(phones, hire, "Alive")
        await dead.hang_up()
        await in_thread(watch)(time, 91, alive.user_id)
        again = (await alive.hears("offer"))["offer"]
        await alive.done("offer.accept", offer=again["offer"])
        welcome = await dead.call()
    assert (welcome["courier"]["status"], welcome["run"], welcome["shift"]) == ("OFFLINE", [], None)
    assert (await Delivery.objects.aget()).courier_id == alive.user_id
    late = await dead.say("delivery.pick_up", delivery=offer["stops"][0]["delivery"])
    assert late["problem"]["status"] == 404
