"""The position stream: without gaps, and shown only to whom it concerns."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from channels.layers import get_channel_layer
from django.conf import settings
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from apps.delivery.contract.errors import NoShift
from apps.delivery.domain.geofence import LatLon
from apps.delivery.domain.proofs import pin_of
from apps.delivery.domain.states import CourierStatus
from apps.delivery.models import Courier, CourierPosition, Delivery, Offer, Shift
from apps.delivery.storage.last_positions import last_fix
from apps.delivery.storage.position_days import DAYS_AHEAD, day_names, drop_days_before, keep_days_ahead
from apps.delivery.tests.builders import DOOR, HALFWAY, STORE, drain, fixes, published, release
from apps.delivery.tests.phone_double import fix, in_thread
from apps.delivery.use_cases import delivery_steps
from apps.delivery.use_cases.offers import accept_offer
from apps.delivery.use_cases.positions import contiguous, keep_positions
from dominos.kernel import clock
from dominos.kernel.clock import now

pytestmark = pytest.mark.django_db(transaction=True)


@given(st.sets(st.integers(1, 30)))
def test_contiguous_stops_at_the_first_gap(known):
    reached = contiguous(0, sorted(known))
    assert set(range(1, reached + 1)) <= known
    assert reached + 1 not in known


def test_no_gap_is_lost(on_shift):
    courier = on_shift().user_id
    assert keep_positions(courier, fixes(1, 2, 3)) == 3
    assert keep_positions(courier, fixes(6, 7)) == 3
    assert keep_positions(courier, fixes(4)) == 4
    assert keep_positions(courier, fixes(2, 3, 4, 5, 6, 7)) == 7
    stored = CourierPosition.objects.order_by("sequence").values_list("sequence", flat=True)
    assert list(stored) == [1, 2, 3, 4, 5, 6, 7]


def test_a_late_fix_does_not_move_the_courier_back(on_shift):
    courier = on_shift().user_id
    late = fixes(2, place=STORE)
    keep_positions(courier, fixes(1, 3, place=DOOR))
    keep_positions(courier, late)
    found = last_fix(courier)
    assert (found.lat, found.lon) == DOOR


def test_a_phone_that_miscounts_is_followed_all_the_same(on_shift):
    with clock.stopped() as time:
        courier = on_shift().user_id
        keep_positions(courier, fixes(1, 2**53 - 1))
        time.advance(seconds=5)
        assert keep_positions(courier, fixes(2, place=DOOR)) == 2
        assert last_fix(courier).point == LatLon(*DOOR)


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_phone_whose_clock_is_centuries_off_stops_nobody(on_shift, order, at):
    with clock.stopped():
        courier = on_shift().user_id
        wrong = fixes(1)[0].model_copy(update={"at": datetime.fromisoformat(at)})
        assert keep_positions(courier, [wrong]) == 1
        assert last_fix(courier).at == CourierPosition.objects.get().at == now()
        order()
        assert Offer.objects.get().courier_id == courier


def test_nobody_is_followed_off_shift(hire):
    with pytest.raises(NoShift):
        keep_positions(hire().user_id, fixes(1))
    assert not CourierPosition.objects.exists()


def test_a_position_costs_few_statements(on_shift, django_assert_max_num_queries):
    courier = on_shift().user_id
    keep_positions(courier, fixes(1))
    with django_assert_max_num_queries(10):
        keep_positions(courier, fixes(2, 3, 4))


def test_a_batch_after_a_reconnect_costs_as_few(on_shift, django_assert_max_num_queries):
    courier = on_shift().user_id
    with django_assert_max_num_queries(10):
        assert keep_positions(courier, fixes(*range(1, 401))) == 400


def test_the_same_fix_with_another_time_is_kept_once(on_shift):
    courier = on_shift().user_id
    keep_positions(courier, fixes(1, 3))
    keep_positions(courier, fixes(3, 3))
    assert sorted(CourierPosition.objects.values_list("sequence", flat=True)) == [1, 3]


def test_two_phones_of_one_courier_at_once(on_shift):
    courier = on_shift().user_id
    start = Barrier(4)

    def send(_):
        start.wait(5)
        try:
            return keep_positions(courier, fixes(*range(1, 21)))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(send, range(4))) == [20] * 4
    assert CourierPosition.objects.count() == 20


@pytest.fixture
def days(world):
    """The partitions of these days are there again once the test is over."""
    yield
    keep_days_ahead(now())


def test_each_day_has_its_partition(days, on_shift):
    with clock.stopped() as time:
        courier = on_shift().user_id
        keep_positions(courier, fixes(1))
        time.advance(days=DAYS_AHEAD + 2)
        keep_positions(courier, fixes(2))
        with connection.cursor() as cursor:
            cursor.execute("SELECT tableoid::regclass::text FROM delivery_courierposition ORDER BY sequence")
            names = [name for (name,) in cursor.fetchall()]
        assert names[1] == f"delivery_courierposition_{now():%Y%m%d}"
        assert names[0] != names[1]
        assert set(names) <= set(day_names())
        dropped = drop_days_before(now() - timedelta(days=1))
        assert names[0] in dropped
        assert names[1] not in dropped
    assert list(CourierPosition.objects.values_list("sequence", flat=True)) == [2]


def test_a_fix_from_before_the_shift_is_taken_to_be_of_its_start(on_shift):
    courier = on_shift().user_id
    (early,) = fixes(1)
    keep_positions(courier, [early.model_copy(update={"at": now() - timedelta(days=400)})], now())
    assert CourierPosition.objects.get().at == Shift.objects.get().started_at


def test_back_at_the_store_is_available(on_shift):
    courier = on_shift()
    Courier.objects.update(status=CourierStatus.RETURNING)
    keep_positions(courier.user_id, fixes(1, place=HALFWAY))
    assert Courier.objects.get().status == CourierStatus.RETURNING
    keep_positions(courier.user_id, fixes(2, place=STORE))
    assert Courier.objects.get().status == CourierStatus.AVAILABLE


async def test_after_a_reconnect_the_phone_sends_what_was_not_acknowledged(phones, hire):
    phone = phones(await in_thread(hire)())
    await phone.call()
    await phone.done("shift.start")
    assert (await phone.done("position", positions=[fix(1, STORE)]))["acked_sequence"] == 1
    lost = [fix(n, HALFWAY) for n in (2, 3)]
    assert (await phone.done("position", positions=[fix(4, DOOR)]))["acked_sequence"] == 1
    await phone.hang_up()
    welcome = await phone.call()
    assert welcome["shift"]["acked_sequence"] == 1
    answer = await phone.done("position", positions=[*lost, fix(4, DOOR)])
    assert answer["acked_sequence"] == 4


async def test_customers_see_the_courier_between_pick_up_and_hand_over_only(on_shift, order):
    """And hear that they are near by the courier's place, not the store's."""
    courier = await in_thread(on_shift)()
    order_id = await in_thread(order)()
    layer = get_channel_layer()
    channel = await layer.new_channel()
    await layer.group_add(f"track.{order_id}", channel)
    await in_thread(carry)(courier.user_id, order_id)
    seen = await drain(layer, channel)
    positions = [content for content in seen if content["type"] == "position"]
    assert [(p["lat"], p["lon"]) for p in positions] == [HALFWAY, DOOR]
    assert set(positions[0]) == {"type", "lat", "lon", "accuracy", "at", "eta_from", "eta_to"}
    assert [content["type"] for content in seen if content["type"] not in ("eta", "message")] == [
        "position",
        "position",
        "near",
    ]
    names = await in_thread(published)(order_id)
    assert names.count("courier_nearby") == 1
    await layer.group_discard(f"track.{order_id}", channel)


def carry(courier_id, order_id):
    keep_positions(courier_id, fixes(1, place=STORE))
    accept_offer(courier_id, Offer.objects.get().run)
    release(order_id)
    keep_positions(courier_id, fixes(2, place=STORE))
    delivery = Delivery.objects.get()
    delivery_steps.pick_up(courier_id, delivery.id)
    keep_positions(courier_id, fixes(3, place=HALFWAY))
    keep_positions(courier_id, fixes(4, place=DOOR))
    delivery_steps.arrive(courier_id, delivery.id)
    delivery_steps.hand_over(courier_id, delivery.id, pin_of(order_id, settings.SECRET_KEY))
    keep_positions(courier_id, fixes(5, place=HALFWAY))
