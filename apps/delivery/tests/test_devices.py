"""Phones as they are: vague, slow, locked, dead; and what is no phone's fault."""

from datetime import timedelta

import pytest
from django.apps import apps

from apps.delivery.domain.geofence import LatLon, is_at_store, is_near
from apps.delivery.domain.offers import REASSIGNED, UNREACHABLE, excluded_seconds
from apps.delivery.domain.rules import Rules
from apps.delivery.domain.states import CourierStatus, OfferStatus
from apps.delivery.models import Courier, Delivery, Offer
from apps.delivery.queries.metrics import waiting_too_long
from apps.delivery.storage.last_positions import Fix, keep_fix, last_fix, unresponsive, watched_seconds
from apps.delivery.tests.builders import STORE, published, release, watch
from apps.delivery.tests.phone_double import fix, in_thread
from apps.delivery.use_cases.alarms import tell_of_waiting_couriers, tell_of_waiting_food
from apps.delivery.use_cases.conversations import warn_courier_unread
from apps.delivery.use_cases.delivery_steps import arrive, pick_up
from apps.delivery.use_cases.offers import accept_offer
from dominos.kernel import clock
from dominos.kernel.clock import now
from dominos.kernel.sockets import heartbeat as realtime_heartbeat

HERE = LatLon(60.17, 24.94)
S = OfferStatus


@pytest.mark.parametrize(
    ("accuracy", "tells"), [(5, True), (200, True), (201, False), (3_000, False), (100_000, False)]
)
def test_a_vague_fix_tells_neither_near_nor_at_the_store(accuracy, tells):
    assert is_near(HERE, accuracy, HERE, Rules()) is tells
    assert is_at_store(HERE, accuracy, HERE, Rules()) is tells


@pytest.mark.parametrize(
    ("status", "reason", "seconds"),
    [(S.EXPIRED, "", 60), (S.DECLINED, "", 600), (S.WITHDRAWN, UNREACHABLE, 600), (S.WITHDRAWN, REASSIGNED, 600),
     (S.WITHDRAWN, "cancelled", 0), (S.ACCEPTED, "", 0)],
)  # fmt: skip
def test_who_missed_an_offer_is_asked_again_soon(status, reason, seconds):
    assert excluded_seconds(status, reason, Rules()) == seconds


@pytest.fixture
def time():
    with clock.stopped() as stopped:
        yield stopped


@pytest.mark.django_db(transaction=True)
class TestClocks:
    @pytest.mark.parametrize("wrong", [timedelta(minutes=-4), timedelta(hours=-30), timedelta(hours=2)])
    async def test_a_phone_whose_clock_is_wrong_picks_up(self, phones, hire, order, wrong):
        courier = await in_thread(hire)()
        phone = phones(courier)
        await phone.call()
        await phone.done("shift.start")
        await phone.stands_at(STORE, now() + wrong)
        assert abs((await in_thread(last_fix)(courier.user_id)).at - now()) < timedelta(seconds=30)
        order_id = await in_thread(order)()
        await phone.done("offer.accept", offer=(await phone.hears("offer"))["offer"]["offer"])
        await in_thread(release)(order_id)
        delivery = str((await Delivery.objects.aget()).id)
        await phone.done("delivery.pick_up", delivery=delivery)
        await phone.done("delivery.pick_up", delivery=delivery)  # a second tap
        await phone.hang_up()

    async def test_a_fix_is_as_old_as_the_phones_own_clock_says(self, phones, hire):
        courier = await in_thread(hire)()
        phone = phones(courier)
        await phone.call()
        await phone.done("shift.start")
        slow = now() - timedelta(minutes=4)
        old = fix(1, STORE, slow - timedelta(minutes=10))
        await phone.done("position", positions=[old], sent_at=slow.isoformat())
        known = await in_thread(last_fix)(courier.user_id)
        assert known.at <= now() and (await Courier.objects.aget()).status == CourierStatus.AVAILABLE
        await phone.hang_up()

    @pytest.mark.parametrize("step", [-3_600, 3_600])
    def test_a_clock_that_is_set_does_not_blind_the_watch(self, on_shift, time, step):
        courier = on_shift()
        watch(time, 120, courier.user_id)
        assert watched_seconds() >= 100
        time.advance(seconds=step)
        watch(time, 20, courier.user_id)
        assert watched_seconds() <= 20
        assert not unresponsive([courier.user_id], 90)
        watch(time, 100)
        assert unresponsive([courier.user_id], 90) and watched_seconds() >= 90


@pytest.mark.django_db(transaction=True)
class TestSilence:
    @pytest.fixture
    def on_run(self, on_shift, order, time):
        courier, order_id = on_shift(), order()
        accept_offer(courier.user_id, Offer.objects.get().run)
        release(order_id)
        return courier

    def test_while_realtime_is_away_nobody_is_taken_for_dead(self, on_run, time, monkeypatch):
        monkeypatch.setattr(realtime_heartbeat, "is_alive", lambda: False)
        watch(time, 200)
        assert Courier.objects.get().status == CourierStatus.ON_RUN
        monkeypatch.undo()
        watch(time, 60)
        assert Courier.objects.get().status == CourierStatus.ON_RUN
        watch(time, 60)
        assert Courier.objects.get().status == CourierStatus.OFFLINE

    def test_with_food_on_board_the_rest_of_the_run_waits_longer(self, on_run, on_shift, time):
        first = Delivery.objects.get()
        first.pk, first.order_id, first.status, first.stop = None, on_run.user_id, "PICKED_UP", 2
        columns = [field.attname for field in Delivery._meta.fields if field.name != "id"]
        Delivery.objects.create(**{name: getattr(first, name) for name in columns})
        watch(time, 300)
        assert Delivery.objects.filter(status="ASSIGNED").exists()
        watch(time, 400)
        assert not Delivery.objects.filter(status="ASSIGNED").exists()
        assert Courier.objects.get().status == CourierStatus.ON_RUN

    def test_whose_page_has_been_closed_is_not_shown_as_available(self, on_shift, time):
        on_shift()
        watch(time, 200)
        assert Courier.objects.get().status == CourierStatus.AVAILABLE
        watch(time, 140)
        assert Courier.objects.get().status == CourierStatus.OFFLINE

    def test_food_that_nobody_brings_is_an_alarm(self, store, order, time):
        release(order(ready_in=0))
        time.advance(minutes=4)
        assert not waiting_too_long().exists()
        time.advance(minutes=2)
        assert waiting_too_long().count() == 1
        for _ in range(2):
            tell_of_waiting_food()
        told = apps.get_model("delivery", "OutboxMessage").objects.get(type="delivery.food_without_courier")
        assert told.subject == Delivery.objects.get().order_id, "once"

    def test_a_store_hears_once_of_a_courier_who_stands_there_for_late_food(self, on_shift, order, time):
        courier, order_id = on_shift(), order(ready_in=0)
        accept_offer(courier.user_id, Offer.objects.get().run)
        elsewhere, there = (STORE[0] + 0.02, STORE[1]), STORE
        for place, minutes in ((there, 1), (elsewhere, 2), (there, 0), (there, 0)):
            time.advance(minutes=minutes)
            keep_fix(courier.user_id, Fix(place[0], place[1], 5.0, now()))
            tell_of_waiting_couriers()
            if place == elsewhere:
                assert "courier_waits" not in published(order_id)
        assert published(order_id).count("courier_waits") == 1

    def test_who_missed_the_offer_gets_it_again(self, on_shift, order, time):
        courier = on_shift()
        order()
        watch(time, 40, courier.user_id)
        assert not Offer.objects.filter(status="PENDING").exists()
        watch(time, 60, courier.user_id)
        assert Offer.objects.filter(status="PENDING").exists()

    def test_two_taps_are_one_attempt(self, on_run, time):
        delivery = Delivery.objects.get()
        pick_up(on_run.user_id, delivery.id)
        arrive(on_run.user_id, delivery.id)
        arrive(on_run.user_id, delivery.id)
        for pause, attempts in ((0, 1), (1, 1), (18, 1), (2, 2)):
            time.advance(seconds=pause)
            warn_courier_unread(on_run.user_id, delivery.id)
            assert Delivery.objects.get().contact_attempts == attempts


@pytest.mark.django_db(transaction=True)
async def test_a_device_that_takes_over_the_position_silences_the_other(phones, hire):
    courier = await in_thread(hire)()
    phone, tablet = phones(courier), phones(courier)
    await phone.call()
    await tablet.call()
    await tablet.done("position.here")
    await phone.hears("position.taken")
    assert not await tablet.has_heard("position.taken")


@pytest.mark.django_db(transaction=True)
async def test_an_open_socket_is_a_sign_of_life(phones, hire, monkeypatch):
    courier = await in_thread(hire)()
    monkeypatch.setattr("apps.delivery.queries.courier_frames.rules", lambda: Rules(heartbeat_seconds=0))
    phone = phones(courier)
    with clock.stopped() as time:
        await phone.call()
        time.advance(seconds=600)
        for _ in range(100):
            if not await in_thread(unresponsive)([courier.user_id], 90):
                break
        assert not await in_thread(unresponsive)([courier.user_id], 90)
        await phone.hang_up()
