"""Which quarter of an hour has room for an order."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from apps.delivery.contract.windows import Window
from apps.orders.domain.seats import (
    ANY_ROAD,
    QUARTER,
    Seats,
    Taken,
    first_delay,
    fits_before,
    fits_oven,
    oven_seats,
    oven_size,
    quarter_of,
)
from apps.orders.quotes.seat_choice import with_seats_of
from apps.stores.contract.types import Kitchen, ServiceMethod, Slot
from dominos.kernel.ids import new_id

SEVEN = datetime(2026, 3, 6, 19, tzinfo=UTC)
STORE = new_id()


def at(minutes):
    return SEVEN + timedelta(minutes=minutes)


def test_what_an_oven_bakes_in_a_quarter():
    assert oven_size(Kitchen(make_stations=2, make_seconds=80, oven_slots=6, oven_seconds=390)) == 13
    assert oven_size(Kitchen(make_stations=2, make_seconds=80, oven_slots=1, oven_seconds=2000)) == 1


@given(st.integers(0, 200), st.integers(1, 40), st.integers(0, 10_000))
def test_all_pizzas_are_baked_by_when_they_are_due(pizzas, size, second):
    due = SEVEN + timedelta(seconds=second)
    seats = oven_seats(due, pizzas, size)
    assert sum(seats.values()) == pizzas
    assert all(0 < number <= size for number in seats.values())
    assert list(seats) == [quarter_of(due) - n * QUARTER for n in range(len(seats))]


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(0, 3600)), max_size=40), st.integers(3, 12))
def test_no_quarter_is_planned_above_the_oven(orders, size):
    oven = {}
    for pizzas, second in sorted(orders, key=lambda order: order[1]):
        due = SEVEN + timedelta(seconds=second)
        delay = first_delay(Window(due, due + QUARTER), due, pizzas, size, Taken(oven))
        if delay is None:
            continue
        seats = oven_seats(due + delay, pizzas, size)
        assert fits_oven(seats, Taken(oven), size)
        oven |= {quarter: oven.get(quarter, 0) + number for quarter, number in seats.items()}
    assert all(number <= size for number in oven.values())


def test_a_promise_moves_no_further_than_it_must():
    window = Window(at(20), at(35))
    taken = Taken({at(0): 10, at(15): 9})
    assert first_delay(window, at(7), 1, 10, taken) == timedelta(minutes=10)
    assert first_delay(window, at(7), 2, 10, taken) == timedelta(minutes=25)
    assert first_delay(window, at(7), 1, 10, Taken()) == timedelta()
    assert first_delay(window, at(7), 1, 0 + 1, Taken({at(15 * n): 1 for n in range(99)})) is None


def test_a_slot_has_room_if_the_oven_has_whichever_road_it_may_be():
    taken = Taken({at(0): 9})
    where = {"size": 10, "taken": taken, "at": at(-60)}
    assert fits_before(at(30), [timedelta(minutes=20)], 1, **where)
    assert not fits_before(at(30), [timedelta(minutes=20)], 2, **where)
    assert fits_before(at(30), [timedelta()], 2, **where), "collected: baked a quarter later"
    assert not fits_before(at(30), ANY_ROAD, 2, **where)
    assert not fits_before(at(30), [timedelta(hours=9)], 2, **{**where, "at": at(3)}), (
        "not before it is ordered"
    )


def test_unpaid_orders_hold_no_more_than_half_of_a_quarter():
    window, where = Window(at(20), at(35)), (ServiceMethod.DELIVERY, at(15))
    oven, slots = {at(0): 10}, {where: (6, 10)}
    unpaid = Taken({at(0): 9}, {where: (6, 9)})
    limited = [limit(15, orders=6, pizzas=10)]
    assert first_delay(window, at(7), 4, 10, Taken(oven, slots, unpaid), limited) == timedelta()
    assert first_delay(window, at(7), 5, 10, Taken(oven, slots, unpaid), limited) > timedelta()
    assert first_delay(window, at(7), 4, 10, Taken(oven, {}, unpaid), limited) == timedelta()
    assert first_delay(window, at(7), 4, 10, Taken({}, slots), limited) > timedelta()


def test_a_quote_that_is_still_good_keeps_its_seats_alone():
    fresh = {"lat": 60.2, "due": "later", "slot": {"orders": 1}, "moved_minutes": 5}
    assert with_seats_of({"lat": 60.1, "moved_minutes": 360}, fresh) == {"lat": 60.2, "moved_minutes": 360}


def limit(minutes, **most):
    return Slot(
        store_id=STORE,
        service=ServiceMethod.DELIVERY,
        start=at(minutes),
        end=at(minutes + 15),
        business_date=SEVEN.date(),
        **most,
    )


def test_what_a_service_takes_of_a_quarter_holds_as_well():
    window = Window(at(20), at(35))
    taken = Taken({}, {(ServiceMethod.DELIVERY, at(15)): (2, 4), (ServiceMethod.CARRYOUT, at(30)): (9, 9)})
    limited = [limit(15, orders=2), limit(30, orders=1)]
    assert first_delay(window, at(7), 1, 10, taken, limited) == timedelta(minutes=10)
    assert first_delay(window, at(7), 1, 10, taken, [limit(15, pizzas=5)]) == timedelta()
    assert first_delay(window, at(7), 2, 10, taken, [limit(15, pizzas=5)]) == timedelta(minutes=10)
    assert first_delay(window, at(7), 9, 10, Taken(), [limit(15, pizzas=5)]) == timedelta(), "a large order"


def test_what_a_revision_takes_and_leaves_cancels_out():
    seats = {pizzas: Seats(SEVEN, 1, pizzas, oven_seats(SEVEN, pizzas, 13)) for pizzas in (2, 13, 20)}
    more, less = seats[20] - seats[13], seats[13] - seats[20]
    assert (more.orders, more.pizzas, more.oven) == (0, 7, {at(-15): 10})
    assert (less.pizzas, less.oven) == (0, {SEVEN: 3})
    assert not len(seats[2] - seats[2])
