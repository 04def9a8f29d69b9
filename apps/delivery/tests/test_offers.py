"""Offers: one courier at a time, thirty seconds, and never two winners."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction

from apps.delivery.contract.errors import OfferClosed
from apps.delivery.dispatch.types import Place
from apps.delivery.domain.states import CourierStatus, OfferStatus
from apps.delivery.models import Courier, Delivery, Offer, Shift
from apps.delivery.queries.dispatch_facts import couriers_on_shift
from apps.delivery.tests.builders import STORE, published, release, stand_at
from apps.delivery.tests.phone_double import in_thread
from apps.delivery.use_cases.dispatcher import dispatch_couriers
from apps.delivery.use_cases.offers import accept_offer, decline_offer, expire_offers
from dominos.kernel import clock
from dominos.kernel.errors import NotFound
from dominos.kernel.ids import new_id
from dominos.kernel.personal_export import page_of

pytestmark = pytest.mark.django_db(transaction=True)
NEARBY = (60.1760, 24.9384)


def pending():
    return Offer.objects.select_related("courier").get(status=OfferStatus.PENDING)


async def test_a_decline_goes_to_somebody_else(phones, hire, order):
    first, second = await in_thread(hire)("Aino A"), await in_thread(hire)("Eero E")
    near, far = phones(first), phones(second)
    for phone, place in ((near, STORE), (far, NEARBY)):
        await phone.call()
        await phone.done("shift.start")
        await phone.stands_at(place)
    order_id = await in_thread(order)()
    offer = (await near.hears("offer"))["offer"]
    assert not await far.has_heard("offer")
    declined = await near.done("offer.decline", offer=offer["offer"], reason="flat tyre")
    assert declined["courier"] == "AVAILABLE"
    again = (await far.hears("offer"))["offer"]
    assert again["stops"][0]["order_id"] == str(order_id)
    await far.done("offer.accept", offer=again["offer"])
    late = await near.say("offer.accept", offer=offer["offer"])
    assert (late["problem"]["code"], late["problem"]["offer_status"]) == ("offer-closed", "DECLINED")


async def test_an_offer_that_nobody_answers_goes_to_somebody_else(phones, hire, order):
    first, second = await in_thread(hire)("Aino A"), await in_thread(hire)("Eero E")
    with clock.stopped() as time:
        near, far = phones(first), phones(second)
        for phone, place in ((near, STORE), (far, NEARBY)):
            await phone.call()
            await phone.done("shift.start")
            await phone.stands_at(place)
        await in_thread(order)()
        offer = (await near.hears("offer"))["offer"]
        time.advance(seconds=31)
        too_late = await near.say("offer.accept", offer=offer["offer"])
        assert too_late["problem"]["offer_status"] == "EXPIRED"
        await in_thread(dispatch_couriers)()
        gone = await near.hears("offer.gone")
        assert (gone["offer"], gone["cause"]) == (offer["offer"], "expired")
        assert (await far.hears("offer"))["offer"]["offer"] != offer["offer"]


def test_an_offer_lives_thirty_seconds(on_shift, order):
    on_shift()
    order()
    offer = pending()
    assert offer.lasts == timedelta(seconds=30)
    assert offer.courier.status == CourierStatus.OFFERED
    (asked,) = couriers_on_shift(Shift.objects.all())
    door = Place(offer.delivery.lon, offer.delivery.lat)
    assert asked.offered == [(offer.drop_off_at, door)], "from where they go on"


def test_a_declined_pair_is_not_offered_again(on_shift, order):
    courier = on_shift()
    order()
    decline_offer(courier.user_id, pending().run, "too far")
    assert dispatch_couriers() == 0
    assert Delivery.objects.get().status == "WAITING"


def test_a_courier_is_told_of_their_own_offers_and_not_how_others_compared(on_shift, order, hire):
    courier = on_shift()
    order()
    decline_offer(courier.user_id, pending().run, "too far")

    def told(person):
        rows = page_of("delivery", [person.user_id], []).rows
        return [row.values for row in rows if row.table == "delivery.offer"]

    (offer,) = told(courier)
    assert offer["reason"] == "too far" and "why" not in offer
    assert told(hire("Eero E")) == []


def test_a_declined_pair_is_tried_again_when_nobody_else_came(on_shift, order):
    courier = on_shift()
    with clock.stopped() as time:
        order()
        decline_offer(courier.user_id, pending().run, "too far")
        time.advance(minutes=11)
        release(Delivery.objects.get().order_id)
        stand_at(courier, STORE)
        assert dispatch_couriers() == 1


def test_somebody_elses_offer_is_not_there(on_shift, order, hire):
    on_shift()
    order()
    with pytest.raises(NotFound):
        accept_offer(hire("Eero E").user_id, pending().run)
    with pytest.raises(NotFound):
        accept_offer(new_id(), new_id())


def test_two_couriers_accept_at_once_and_one_wins(on_shift, order):
    """The first one's offer runs out while both press the button."""
    first, second = on_shift("Aino A"), on_shift("Eero E", NEARBY)
    with clock.stopped() as time:
        order_id = order()
        old = pending()
        time.advance(seconds=29)
        barrier = Barrier(2)
        with ThreadPoolExecutor(2) as pool:
            late = pool.submit(outcome, barrier, lambda: accept_offer(old.courier_id, old.run))
            other = pool.submit(outcome, barrier, lambda: expire_then_take(time, second.user_id))
            results = {late.result(), other.result()}
    assert results == {"done", "refused"}
    assert Offer.objects.filter(status=OfferStatus.ACCEPTED).count() == 1
    assert published(order_id) == ["courier_assigned"]
    accepted = Offer.objects.get(status=OfferStatus.ACCEPTED)
    assert Delivery.objects.get().courier_id == accepted.courier_id
    statuses = dict(Courier.objects.values_list("user_id", "status"))
    assert statuses.pop(accepted.courier_id) == CourierStatus.ON_RUN
    assert set(statuses.values()) == {CourierStatus.AVAILABLE}
    assert first.user_id != second.user_id


def outcome(barrier, act):
    barrier.wait()
    try:
        act()
    except (OfferClosed, NotFound):
        return "refused"
    finally:
        connection.close()
    return "done"


def expire_then_take(time, courier_id):
    time.advance(seconds=2)
    dispatch_couriers()
    offer = Offer.objects.filter(courier_id=courier_id, status=OfferStatus.PENDING).first()
    if offer is None:
        raise NotFound
    accept_offer(courier_id, offer.run)


def test_one_courier_pressing_twenty_times_is_assigned_once(on_shift, order):
    courier = on_shift()
    order_id = order()
    run, barrier = pending().run, Barrier(8)
    with ThreadPoolExecutor(8) as pool:
        presses = [
            pool.submit(outcome, barrier, lambda: accept_offer(courier.user_id, run)) for _ in range(8)
        ]
        results = sorted(press.result() for press in presses)
    assert results == ["done", *["refused"] * 7]
    assert published(order_id) == ["courier_assigned"]


def test_the_database_refuses_a_second_acceptance(on_shift, order, hire):
    on_shift()
    order()
    offer = pending()
    columns = {
        "delivery": offer.delivery,
        "courier": hire("Eero E"),
        "offered_at": offer.offered_at,
        "expires_at": offer.expires_at,
        "pick_up_at": offer.pick_up_at,
        "drop_off_at": offer.drop_off_at,
        "run": new_id(),
        "stop": 1,
    }
    accept_offer(offer.courier_id, offer.run)
    with pytest.raises(IntegrityError), transaction.atomic():
        Offer.objects.create(status=OfferStatus.ACCEPTED, **columns)


def test_expiry_counts_runs_and_frees_the_courier(on_shift, order):
    on_shift()
    with clock.stopped() as time:
        order()
        assert expire_offers() == 0
        time.advance(seconds=30)
        assert expire_offers() == 1
    assert Courier.objects.get().status == CourierStatus.AVAILABLE
    assert Delivery.objects.get().status == "WAITING"
