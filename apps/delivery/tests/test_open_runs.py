"""More orders for a run that is accepted: the bundle stays open until its food is picked up."""

from datetime import timedelta

import pytest
from django.conf import settings

from apps.delivery.contract.errors import OfferClosed
from apps.delivery.domain.proofs import pin_of
from apps.delivery.domain.states import CourierStatus, OfferStatus
from apps.delivery.models import Courier, Delivery, Offer
from apps.delivery.service import LocalDeliveryService
from apps.delivery.tests.builders import DOOR, STORE, cancel, release, stand_at
from apps.delivery.tests.phone_double import in_thread
from apps.delivery.use_cases.delivery_steps import pick_up
from apps.delivery.use_cases.dispatcher import dispatch_couriers
from apps.delivery.use_cases.offers import accept_offer, decline_offer, make_offer
from apps.delivery.use_cases.shifts import start_break
from dominos.kernel import clock

pytestmark = pytest.mark.django_db(transaction=True)
FURTHER = (DOOR[0], DOOR[1] + 0.004)
AWAY = (60.1500, 24.9384)


def pending():
    return Offer.objects.get(status=OfferStatus.PENDING)


def first_run(on_shift, order, at=STORE, **fields):
    """A courier who has accepted one order and not picked it up."""
    courier = on_shift(at=at, **fields)
    order_id = order(ready_in=1)
    accept_offer(courier.user_id, pending().run)
    return courier, order_id


async def test_a_second_order_joins_the_run_at_the_store(phones, hire, order):
    courier = await in_thread(hire)()
    phone = phones(courier)
    await phone.call()
    await phone.done("shift.start")
    await phone.stands_at(STORE)
    first = await in_thread(order)(door=FURTHER)
    offer = (await phone.hears("offer"))["offer"]
    await phone.done("offer.accept", offer=offer["offer"])
    second = await in_thread(order)(door=DOOR)
    more = (await phone.hears("offer"))["offer"]
    assert (more["joins"], [stop["order_id"] for stop in more["stops"]]) == (offer["offer"], [str(second)])
    assert (await phone.done("offer.accept", offer=more["offer"]))["courier"] == "ON_RUN"
    if more["stops"][0]["stop"] == 1:
        moved = (await phone.hears("delivery.changed"))["delivery"]
        assert (moved["order_id"], moved["stop"]) == (str(first), 2)
    run = await in_thread(lambda: list(Delivery.objects.order_by("stop")))()
    assert [(d.run, d.stop) for d in run] == [(run[0].run, 1), (run[0].run, 2)]
    service = LocalDeliveryService()
    for stops_before, delivery in enumerate(run):
        tracking = await in_thread(service.get_tracking)(order_id=delivery.order_id)
        assert tracking.stops_before == stops_before
        assert delivery.expected_at <= delivery.promised_to
    for delivery in run:
        await in_thread(release)(delivery.order_id)
        await phone.done("delivery.pick_up", delivery=str(delivery.id))
    for delivery in run:
        await phone.done("delivery.arrive", delivery=str(delivery.id))
        pin = pin_of(delivery.order_id, settings.SECRET_KEY)
        done = await phone.done("delivery.hand_over", delivery=str(delivery.id), pin=pin)
    assert done["courier"] == "RETURNING"


def test_nothing_joins_while_the_courier_rides_to_the_store(on_shift, order):
    courier, _ = first_run(on_shift, order, at=AWAY)
    order(door=FURTHER)
    assert not Offer.objects.filter(status=OfferStatus.PENDING).exists()
    stand_at(courier, STORE)
    assert dispatch_couriers() == 1
    assert pending().joins


def test_a_run_that_has_left_is_closed(on_shift, order):
    courier, first = first_run(on_shift, order)
    order(door=FURTHER)
    offer = pending()
    release(first)
    pick_up(courier.user_id, Delivery.objects.get(order_id=first).id)
    offer.refresh_from_db()
    assert offer.status == OfferStatus.WITHDRAWN
    assert dispatch_couriers() == 0
    assert Courier.objects.get().status == CourierStatus.ON_RUN


def test_a_declined_join_leaves_the_run_as_it_was(on_shift, order):
    courier, _ = first_run(on_shift, order)
    second = order(door=FURTHER)
    decline_offer(courier.user_id, pending().run, "bag is full")
    assert Courier.objects.get().status == CourierStatus.ON_RUN
    assert Delivery.objects.get(order_id=second).status == "WAITING"
    assert dispatch_couriers() == 0
    on_shift("Eero E")
    dispatch_couriers()
    assert pending().courier.name == "Eero E"


def test_what_does_not_fit_goes_to_somebody_else(on_shift, order):
    first_run(on_shift, order, capacity=2)
    order(door=FURTHER, bags=2)
    assert not Offer.objects.filter(status=OfferStatus.PENDING).exists()


@pytest.mark.parametrize("minutes_late", [-1, 1])
def test_a_plan_is_looked_at_again_for_the_promises_of_all(on_shift, order, minutes_late):
    courier, _ = first_run(on_shift, order)
    order(door=FURTHER)
    decline_offer(courier.user_id, pending().run, "wait")
    Offer.objects.filter(status=OfferStatus.DECLINED).delete()
    run = list(Delivery.objects.order_by("requested_at"))
    planned = [delivery.promised_to + timedelta(minutes=minutes_late) for delivery in run]
    pick_up_at = max(delivery.ready_at for delivery in run)
    offered = make_offer(courier.user_id, [delivery.id for delivery in run], pick_up_at, planned)
    assert (offered is None) == (minutes_late > 0)


def test_a_promise_that_has_passed_holds_no_run_back(on_shift, order):
    """Whatever was expected last: food that only a run brings would stand in the rack for ever."""
    with clock.stopped() as time:
        courier = on_shift()
        start_break(courier.user_id)
        for door in (DOOR, FURTHER):
            order(door=door)
        Courier.objects.update(status=CourierStatus.AVAILABLE)
        run = list(Delivery.objects.order_by("requested_at"))
        planned = [delivery.promised_to + timedelta(minutes=10) for delivery in run]
        asked = courier.user_id, [delivery.id for delivery in run], planned[0], planned
        assert make_offer(*asked) is None
        time.advance(minutes=41)
        assert make_offer(*asked) is not None


def test_a_join_for_a_run_that_was_cancelled_is_closed(on_shift, order):
    courier, first = first_run(on_shift, order)
    order(door=FURTHER)
    offer = pending()
    cancel(first)
    with pytest.raises(OfferClosed):
        accept_offer(courier.user_id, offer.run)
    assert Courier.objects.get().status == CourierStatus.AVAILABLE
    start_break(courier.user_id)
