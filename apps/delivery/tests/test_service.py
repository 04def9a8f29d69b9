"""What delivery answers other apps, and what it tells them."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.apps import apps
from django.conf import settings

from apps.delivery.contract.service import DeliveryService
from apps.delivery.domain.courier_wait import TIGHT_SECONDS
from apps.delivery.domain.proofs import pin_of
from apps.delivery.estimates.quotes import remembered
from apps.delivery.models import Delivery, Offer, StorePlace
from apps.delivery.tests.builders import DOOR, STORE, release, stand_at
from apps.delivery.use_cases import delivery_steps
from apps.delivery.use_cases.arrival_windows import refresh_eta, refresh_stale
from apps.delivery.use_cases.demo_couriers import seed
from apps.delivery.use_cases.offers import accept_offer
from apps.delivery.use_cases.shifts import end_break, start_break
from apps.delivery.use_cases.stores import project_store
from apps.geo.contract.fake import FakeGeoService
from apps.geo.contract.service import GeoService
from apps.stores.contract.events import StoreSaved
from dominos.kernel import clock
from dominos.kernel.clock import now
from dominos.kernel.errors import NotFound, Unavailable
from dominos.kernel.ids import new_id
from dominos.kernel.services import provide, service

pytestmark = pytest.mark.django_db(transaction=True)


def tracking(order_id):
    return service(DeliveryService).get_tracking(order_id=order_id)


def windows(order_id):
    rows = apps.get_model("delivery", "OutboxMessage").objects.filter(
        subject=order_id, type="delivery.eta_changed"
    )
    return [row.data for row in rows.order_by("id")]


def test_an_estimate_is_the_drive_and_the_hand_over(store, django_assert_num_queries):
    with django_assert_num_queries(
        3
    ):  # how long hand-overs take and where the store is, once a minute; its couriers, once a second
        estimated(store)
    with django_assert_num_queries(0):
        stages = estimated(store)
    drive = FakeGeoService().route(origin=point(STORE), destination=point(DOOR)).seconds
    expected = {stage.name: stage.expected for stage in stages}
    assert expected == {"rack": 180, "pickup": 60, "travel": drive, "drop": 60}


def estimated(store, **when):
    return service(DeliveryService).estimate_stages(store_id=store.store_id, lat=DOOR[0], lon=DOOR[1], **when)


def test_food_waits_for_couriers_who_are_all_on_the_road(on_shift, order, store):
    courier = on_shift()
    assert estimated(store)[0].expected == TIGHT_SECONDS
    order_id = order(ready_in=0)
    accept_offer(courier.user_id, Offer.objects.get().run)
    back = Delivery.objects.get(order_id=order_id)
    remembered.clear()  # for a second it goes by the couriers it has just read
    waits = estimated(store)[0].expected - TIGHT_SECONDS
    assert waits == pytest.approx((back.expected_at - now()).total_seconds() + 60 + back.drive_seconds, abs=5)
    assert estimated(store, ready_in=round(waits) + 10)[0].expected == TIGHT_SECONDS


def test_estimates_count_with_hand_overs_as_long_as_they_have_been(on_shift, order, store):
    with clock.stopped() as time:
        courier = on_shift()
        order_id = order(ready_in=0)
        accept_offer(courier.user_id, Offer.objects.get().run)
        delivery = Delivery.objects.get()
        release(order_id)
        stand_at(courier, STORE)
        delivery_steps.pick_up(courier.user_id, delivery.id)
        delivery_steps.arrive(courier.user_id, delivery.id)
        assert estimated(store)[-1].expected == 60
        time.advance(minutes=3)
        delivery_steps.hand_over(courier.user_id, delivery.id, pin_of(order_id, settings.SECRET_KEY))
        assert estimated(store)[-1].expected == (5 * 60 + 180) / 6


def point(place):
    from apps.geo.contract.types import Point

    return Point(lat=place[0], lon=place[1])


def test_an_estimate_without_roads_is_wider(store):
    def width():
        travel = estimated(store)[2]
        return travel.early + travel.late

    sure = width()

    @dataclass(slots=True)
    class Down(FakeGeoService):
        def matrix(self, *, origins, destinations, profile="bicycle"):
            raise Unavailable("geo does not answer")

    provide(GeoService, Down())
    assert width() > sure


def test_an_unknown_store(world):
    with pytest.raises(NotFound):
        service(DeliveryService).estimate_stages(store_id=new_id(), lat=DOOR[0], lon=DOOR[1])


def test_no_tracking_before_there_is_a_delivery(world):
    assert tracking(new_id()) is None


def test_the_courier_shows_between_pick_up_and_hand_over_only(on_shift, order):
    courier = on_shift("Aino Virtanen")
    order_id = order()
    seen = []

    def look():
        found = tracking(order_id)
        seen.append((found.status.value, found.courier_name, found.position is not None))
        return found

    look()
    accept_offer(courier.user_id, Offer.objects.get().run)
    look()
    release(order_id)
    delivery = Delivery.objects.get()
    delivery_steps.pick_up(courier.user_id, delivery.id)
    pin = look().pin
    delivery_steps.arrive(courier.user_id, delivery.id)
    look()
    assert pin == pin_of(order_id, settings.SECRET_KEY)
    delivery_steps.hand_over(courier.user_id, delivery.id, pin)
    look()
    assert seen == [
        ("OFFERED", "", False),
        ("ASSIGNED", "", False),
        ("PICKED_UP", "Aino", True),
        ("ARRIVED", "Aino", True),
        ("DELIVERED", "", False),
    ]


def test_the_window_is_published_when_it_moves_and_why(on_shift, order):
    with clock.stopped() as time:
        courier = on_shift()
        order_id = order(ready_in=10)
        assert [window["cause"] for window in windows(order_id)] == ["requested"]
        time.advance(minutes=25)
        refresh_eta(Delivery.objects.get().id)
        assert windows(order_id)[-1]["cause"] == "kitchen", "the food is late and not in the rack"
        release(order_id)
        time.advance(minutes=10)
        refresh_eta(Delivery.objects.get().id)
        assert windows(order_id)[-1]["cause"] in ("courier", "travel")
        stand_at(courier, STORE)
    shown = tracking(order_id)
    assert windows(order_id)[-1]["eta_to"] == shown.eta_to.isoformat().replace("+00:00", "Z")


def test_a_window_that_does_not_move_is_not_published(on_shift, order):
    with clock.stopped():
        on_shift()
        order_id = order(ready_in=1)
        before = len(windows(order_id))
        for _ in range(3):
            refresh_eta(Delivery.objects.get().id)
        assert len(windows(order_id)) == before


def test_what_nobody_touched_is_looked_at_again(on_shift, order):
    with clock.stopped() as time:
        courier = on_shift()
        order()
        accept_offer(courier.user_id, Offer.objects.get().run)
        order()
        Delivery.objects.update(eta_at=time.at)
        refresh_stale()
        assert set(Delivery.objects.values_list("eta_at", flat=True)) == {time.at}
        then = time.advance(seconds=31)
        refresh_stale()
        assert set(Delivery.objects.values_list("eta_at", flat=True)) == {then}


def test_the_engine_learns_from_how_late_things_were(on_shift, order):
    courier = on_shift()
    start_break(courier.user_id)
    first = Delivery.objects.get(order_id=order(ready_in=10))
    naive = Delivery.objects.get(order_id=order(ready_in=10))
    assert abs((naive.expected_at - first.expected_at).total_seconds()) < 5
    template = {
        field.attname: getattr(first, field.attname)
        for field in Delivery._meta.concrete_fields
        if field.attname not in ("id", "order_id", "status", "finished_at", "courier_id")
    }
    for late in range(20):
        Delivery.objects.create(
            **template,
            order_id=new_id(),
            status="DELIVERED",
            courier=courier,
            finished_at=first.first_expected_at + timedelta(minutes=5 + late),
        )
    Delivery.objects.filter(status="WAITING").update(status="CANCELLED")
    end_break(courier.user_id)
    informed = Delivery.objects.get(order_id=order(ready_in=10))
    plain = informed.ready_at + timedelta(seconds=60 + informed.drive_seconds + 60)
    assert (informed.expected_at - plain).total_seconds() / 60 == pytest.approx(14.5, abs=1.5)
    assert abs((informed.first_expected_at - plain).total_seconds()) < 5, (
        "the plan itself: what it is judged by"
    )
    assert informed.eta_to - informed.eta_from >= timedelta(minutes=11)


def test_a_saved_store_moves(store):
    event = StoreSaved(
        store_id=store.store_id,
        code="hki-1",
        name="Kamppi 2",
        lat=60.0,
        lon=24.0,
        currency="EUR",
        services=(),
        is_active=False,
    )
    project_store(event)
    kept = StorePlace.objects.get()
    assert (kept.name, kept.lat, kept.is_active) == ("Kamppi 2", 60.0, False)


def test_seeding_twice_changes_nothing(store):
    users = [(new_id(), f"Courier {n}", store.store_id) for n in range(5)]
    first = seed(users)
    first[0].vehicle = "car"
    first[0].save()
    second = seed(users)
    assert [c.user_id for c in first] == [c.user_id for c in second]
    assert second[0].vehicle == "car"
    assert second[0].home_store_id == store.store_id
