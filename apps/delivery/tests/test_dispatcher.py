"""The live adapter: the engine's decisions carried out on real rows."""

import json
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from celery import current_app
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction

from apps.delivery.contract.courier_protocol import PositionFix
from apps.delivery.domain.proofs import pin_of
from apps.delivery.domain.states import CourierStatus, OfferStatus
from apps.delivery.models import Courier, CourierPosition, Delivery, Offer, Shift, StorePlace
from apps.delivery.queries.metrics import DispatchCollector
from apps.delivery.storage.last_positions import _client, record_heartbeat
from apps.delivery.tasks import SCHEDULE, purge
from apps.delivery.tests.builders import DOOR, STORE, published, release, stand_at, watch
from apps.delivery.use_cases import delivery_steps
from apps.delivery.use_cases.after_commit import dispatch_after_commit
from apps.delivery.use_cases.dispatcher import LOCK, dispatch_couriers
from apps.delivery.use_cases.offers import accept_offer, make_offer
from apps.delivery.use_cases.positions import keep_positions
from apps.delivery.use_cases.shifts import end_shift, start_break
from apps.geo.contract.fake import FakeGeoService
from apps.geo.contract.service import GeoService
from apps.geo.contract.types import Matrix, Point
from dominos.kernel import clock
from dominos.kernel.clock import now
from dominos.kernel.errors import Unavailable
from dominos.kernel.ids import new_id
from dominos.kernel.services import provide

pytestmark = pytest.mark.django_db(transaction=True)
ACROSS_THE_WATER = (60.1680, 24.9384)
DOWN_THE_ROAD = (60.1740, 24.9384)


@dataclass(slots=True)
class Island(FakeGeoService):
    """Roads where everything south of the store is a long way round."""

    detour: float = 3_600.0

    def matrix(self, *, origins, destinations, profile="bicycle"):
        table = FakeGeoService.matrix(self, origins=origins, destinations=destinations, profile=profile)
        rows = [
            tuple(cell + (self.detour if origin.lat < STORE[0] - 0.001 else 0) for cell in row)
            for origin, row in zip(origins, table.seconds, strict=True)
        ]
        return Matrix(seconds=tuple(rows), meters=table.meters)


@dataclass(slots=True)
class Down(FakeGeoService):
    """A geography that does not answer."""

    asked: list[str] = field(default_factory=list)

    def matrix(self, *, origins, destinations, profile="bicycle"):
        self.asked.append(profile)
        raise Unavailable("geo does not answer")


def at_point(place):
    return Point(lat=place[0], lon=place[1])


def offered_to():
    return Offer.objects.get(status=OfferStatus.PENDING).courier.name


def test_the_courier_is_chosen_by_road_time(on_shift, order):
    """Not at random and not by straight line."""
    provide(GeoService, Island())
    on_shift("Near By Air", ACROSS_THE_WATER)
    on_shift("Near By Road", DOWN_THE_ROAD)
    order(ready_in=0)
    assert offered_to() == "Near By Road"


def test_each_courier_drives_by_their_own_vehicle(on_shift, order):
    on_shift("Bicycle", (60.1755, 24.9384), vehicle="bicycle")
    on_shift("Car", (60.1780, 24.9384), vehicle="car")
    order(ready_in=0)
    assert offered_to() == "Car"


def test_straight_lines_while_the_roads_are_unknown(on_shift, order):
    geo = Down()
    provide(GeoService, geo)
    on_shift("Near", DOWN_THE_ROAD)
    order_id = order(ready_in=0)
    assert geo.asked
    assert offered_to() == "Near"
    assert Delivery.objects.get(order_id=order_id).drive_seconds > 0


def test_without_a_position_a_courier_is_taken_to_be_at_the_home_store(hire, order):
    from apps.delivery.use_cases.shifts import start_shift

    start_shift(hire("No Fix").user_id)
    order()
    assert offered_to() == "No Fix"


@pytest.mark.parametrize("act", [start_break, end_shift])
def test_no_offers_on_a_break_or_at_home(on_shift, order, act):
    act(on_shift().user_id)
    order()
    assert not Offer.objects.exists()


def test_no_offers_for_another_store(on_shift, order):
    on_shift(home_store_id=new_id())
    order()
    assert not Offer.objects.exists()


def test_two_orders_of_one_street_make_one_run_when_only_one_courier_is_there(on_shift, order):
    courier = on_shift()
    start_break(courier.user_id)
    order(ready_in=0)
    order(ready_in=0, door=(DOOR[0], DOOR[1] + 0.0002))
    Courier.objects.update(status=CourierStatus.AVAILABLE)
    assert dispatch_couriers() == 1
    offers = Offer.objects.order_by("stop")
    assert [offer.stop for offer in offers] == [1, 2]
    assert len({offer.run for offer in offers}) == 1
    assert offers[0].drop_off_at < offers[1].drop_off_at


def test_both_stops_of_a_run_to_the_end(on_shift, order):
    test_two_orders_of_one_street_make_one_run_when_only_one_courier_is_there(on_shift, order)
    courier = Courier.objects.get()
    accept_offer(courier.user_id, Offer.objects.first().run)
    run = list(Delivery.objects.order_by("stop"))
    for delivery in run:
        release(delivery.order_id)
        delivery_steps.pick_up(courier.user_id, delivery.id)
    for delivery in run:
        delivery_steps.arrive(courier.user_id, delivery.id)
        assert Courier.objects.get().status == CourierStatus.ON_RUN
        delivery_steps.hand_over(courier.user_id, delivery.id, pin_of(delivery.order_id, settings.SECRET_KEY))
    assert Courier.objects.get().status == CourierStatus.RETURNING


def test_a_decision_that_no_longer_holds_is_dropped(on_shift, order):
    courier = on_shift()
    start_break(courier.user_id)
    order()
    delivery = Delivery.objects.get()
    assert make_offer(courier.user_id, [delivery.id], now(), [now()]) is None
    assert make_offer(courier.user_id, [delivery.id, new_id()], now(), [now(), now()]) is None
    assert Delivery.objects.get().status == "WAITING"


def test_there_is_one_dispatcher(on_shift, order):
    courier = on_shift()
    start_break(courier.user_id)
    order()
    Courier.objects.update(status=CourierStatus.AVAILABLE)
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        assert dispatch_couriers() == 0
        cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
    other.close()
    assert dispatch_couriers() == 1


def test_what_a_dead_courier_has_not_picked_up_is_offered_to_somebody_else(on_shift, order):
    with clock.stopped() as time:
        dead = on_shift("Dead")
        order_id = order(ready_in=0)
        accept_offer(dead.user_id, Offer.objects.get().run)
        watch(time, 60)
        alive = on_shift("Alive", DOWN_THE_ROAD)
        watch(time, 20)
        time.advance(seconds=11)
        record_heartbeat(alive.user_id)
        assert dispatch_couriers() == 1
        assert offered_to() == "Alive"
        accept_offer(alive.user_id, Offer.objects.get(status=OfferStatus.PENDING).run)
    assert Offer.objects.get(courier=dead).status == OfferStatus.WITHDRAWN
    assert Courier.objects.get(name="Dead").status == CourierStatus.OFFLINE
    shift = Shift.objects.get(courier=dead)
    told = apps.get_model("delivery", "OutboxMessage").objects.get(type="delivery.shift_ended")
    assert (told.subject, told.data["worked_minutes"], shift.ended_at is None) == (shift.id, 2, False)
    assert published(order_id) == ["courier_assigned", "courier_assigned"]
    assert Delivery.objects.get().courier_id == alive.user_id


def test_a_dead_courier_keeps_what_is_in_the_bag(on_shift, order):
    with clock.stopped() as time:
        dead = on_shift("Dead")
        order_id = order(ready_in=0)
        accept_offer(dead.user_id, Offer.objects.get().run)
        release(order_id)
        delivery_steps.pick_up(dead.user_id, Delivery.objects.get().id)
        watch(time, 300)
    assert Delivery.objects.get().courier_id == dead.user_id
    assert Courier.objects.get().status == CourierStatus.ON_RUN


def test_after_an_outage_couriers_have_time_to_come_back(on_shift, order):
    with clock.stopped() as time:
        courier = on_shift()
        order(ready_in=0)
        accept_offer(courier.user_id, Offer.objects.get().run)
        watch(time, 20)
        time.advance(minutes=3)  # nobody looks
        watch(time, 60)
        assert Courier.objects.get().status == CourierStatus.ON_RUN
        _client().flushdb()  # nor does Redis remember who was there
        watch(time, 80)
        assert Courier.objects.get().status == CourierStatus.ON_RUN
        watch(time, 40)
    assert Courier.objects.get().status == CourierStatus.OFFLINE


def test_a_silent_courier_gets_no_offers(on_shift, order):
    with clock.stopped() as time:
        courier = on_shift()
        time.advance(seconds=91)
        order()
        assert not Offer.objects.exists()
        stand_at(courier, STORE)
        assert dispatch_couriers() == 1


def test_nothing_to_decide_costs_few_statements(on_shift, django_assert_max_num_queries):
    on_shift()
    with django_assert_max_num_queries(6):
        dispatch_couriers()


def test_a_worker_gets_what_follows_a_commit(world, settings):
    settings.DISPATCH = "celery"
    with transaction.atomic():
        dispatch_after_commit()
    (sent,) = _client().lrange(
        f"{settings.CELERY_BROKER_TRANSPORT_OPTIONS['global_keyprefix']}dominos.delivery", 0, -1
    )
    assert json.loads(sent)["headers"]["task"] == "delivery.dispatch"


def test_every_timer_names_a_task_of_this_app(world):
    assert {entry["task"] for entry in SCHEDULE.values()} <= set(current_app.tasks)
    assert {entry["options"]["queue"] for entry in SCHEDULE.values()} == {"dominos.delivery.timers"}


def test_what_is_older_than_its_retention_is_forgotten(on_shift):
    with clock.stopped() as time:
        courier = on_shift()
        fix = PositionFix(sequence=1, lat=STORE[0], lon=STORE[1], accuracy=5.0, at=now())
        keep_positions(courier.user_id, [fix])
        purge()
        assert CourierPosition.objects.exists()
        time.advance(days=31)
        purge()
    assert not CourierPosition.objects.exists()


def test_an_idle_courier_without_a_store_is_asked_to_wait_where_orders_come_from(on_shift):
    away = on_shift("Idle", home_store_id=None)
    _client().flushdb()  # asked once a minute only
    stand_at(away, (60.2100, 24.9384))
    assert dispatch_couriers() == 0
    assert Courier.objects.get().heading_store_id == StorePlace.objects.get().store_id


def test_a_courier_is_asked_when_it_is_time_to_leave_for_the_store(on_shift, order):
    """Released at ready - travel to store: not before (the engine may change its mind), not after."""
    with clock.stopped() as time:
        courier = on_shift("Away", (60.1900, 24.9384))
        order(ready_in=25)
        assert not Offer.objects.exists()
        drive = FakeGeoService().matrix(
            origins=[at_point((60.1900, 24.9384))], destinations=[at_point(STORE)]
        )
        leave = timedelta(minutes=25) - timedelta(seconds=drive.seconds[0][0] + 60)
        time.advance(seconds=leave.total_seconds() - 125)
        stand_at(courier, (60.1900, 24.9384))
        assert dispatch_couriers() == 0
        time.advance(seconds=10)
        assert dispatch_couriers() == 1


def test_work_is_shared_between_couriers(on_shift, order):
    """Of two who stand there, the one who has waited longer is asked."""
    on_shift("Just Back")
    on_shift("Waited Long")
    Courier.objects.filter(name="Waited Long").update(free_since=now() - timedelta(minutes=30))
    order()
    assert offered_to() == "Waited Long"


def test_a_dispatcher_that_stopped_is_seen(on_shift):
    """A dead worker shows in a metric, which an alert looks at."""
    with clock.stopped() as time:
        dispatch_couriers()
        time.advance(seconds=90)
        shown = {family.name: family.samples for family in DispatchCollector().collect()}
    assert shown["delivery_dispatcher_last_run_seconds"][0].value == 90
