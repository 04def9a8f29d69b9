"""Who ordered ahead has it at another time: seats, deadline, release, promise and news follow."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from apps.orders.domain.seats import oven_size
from apps.orders.lifecycle.transitions import LOOK_AHEAD, first_look
from apps.orders.models import OvenUse, Quote, SlotUse
from apps.orders.tasks import release_scheduled
from apps.orders.tests.builders import next_slot, refreshed, saga_of
from apps.orders.tests.revision_builders import adjusted, messages, refused
from dominos.kernel import clock
from dominos.kernel.testing.api import client

pytestmark = pytest.mark.django_db


@pytest.fixture
def at():
    with clock.stopped() as stopped:
        yield stopped


@pytest.fixture
def order(world, at):
    return world.paid(when=next_slot().isoformat())


def price(world, order, when, **body):
    url = f"/api/v1/orders/{order.id}/revisions"
    return client(world.customer).post(url, {"when": when and when.isoformat(), **body})


def revise(world, order, when, **body):
    quote = price(world, order, when, **body)
    assert quote.status_code == 201, quote.json()
    return world.act(order, "revise", by=world.customer, quote_id=quote.json()["id"])


def move(world, order, when, **body):
    answer = revise(world, order, when, **body)
    assert (answer.status_code, answer.json()["status"]) == (200, "REVISION_PENDING")
    adjusted(order)
    return refreshed(order)


def seats():
    used = SlotUse.objects.filter(orders__gt=0)
    return {use.starts_at: (use.orders, use.pizzas, use.unpaid_orders) for use in used}


def oven():
    return sum(OvenUse.objects.values_list("pizzas", flat=True))


@pytest.mark.parametrize("hours", [4, 30])
def test_another_slot_takes_its_seats_and_gives_back_those_it_had(world, at, order, hours):
    baked, wanted = oven(), next_slot(hours)
    assert revise(world, order, wanted).status_code == 200
    both = {order.scheduled_for: (1, order.pizzas, 0), wanted: (1, order.pizzas, 0)}
    assert (seats(), oven()) == (both, 2 * baked)
    adjusted(order)
    after = refreshed(order)
    assert (seats(), oven()) == ({wanted: both[wanted]}, baked)
    assert (after.status, after.total, after.lines) == ("SCHEDULED", order.total, order.lines)
    window = (wanted, wanted + timedelta(minutes=15))
    assert (after.scheduled_for, (after.promised_from, after.promised_to)) == (wanted, window)
    assert (after.eta_from, after.eta_to) == window
    assert saga_of(order).deadline_at == first_look(after, clock.now()) > clock.now()
    assert after.number.startswith(f"{after.business_date}#")
    assert (after.number == order.number) == (after.business_date == order.business_date)
    [news] = [row for row in messages(order, "orders.order_advanced") if row["status"] == "SCHEDULED"][1:]
    assert (news["is_repeated"], datetime.fromisoformat(news["promised_from"])) == (False, wanted)
    at.at = after.release_at
    release_scheduled()
    assert refreshed(order).status == "PLACED"


def test_as_soon_as_possible_goes_to_the_store_at_once(world, at, order):
    after = move(world, order, None)
    assert (after.status, after.scheduled_for, seats()) == ("SCHEDULED", None, {})
    assert after.promised_to < order.promised_from
    release_scheduled()
    assert (refreshed(order).status, oven()) == ("PLACED", order.pizzas)


def test_with_more_pizzas_at_once(world, at, order):
    after = move(world, order, next_slot(5), lines=[{"variant": "14HT", "quantity": 5}])
    assert (seats(), oven()) == ({next_slot(5): (1, 5, 0)}, 5)
    assert after.total > order.total


def test_what_is_refused_or_called_off_gives_back_what_it_took(world, at, order):
    before = seats(), oven()
    assert revise(world, order, next_slot(5)).status_code == 200
    refused(order)
    assert (refreshed(order).status, (seats(), oven())) == ("SCHEDULED", before)
    assert saga_of(order).deadline_at == order.release_at - LOOK_AHEAD
    assert revise(world, order, next_slot(5)).status_code == 200
    assert world.act(order, "cancel", by=world.customer).status_code == 200
    assert (seats(), oven()) == ({}, 0)


def test_a_full_slot_says_so_and_nothing_is_lost(world, at, order):
    world.stores.slot_orders = 1
    quote = price(world, order, next_slot(5)).json()
    world.paid(when=next_slot(5).isoformat())
    late = world.act(order, "revise", by=world.customer, quote_id=quote["id"])
    assert (late.status_code, late.json()["code"]) == (409, "slot-full")
    assert price(world, order, next_slot(5)).json()["code"] == "slot-full"
    assert (refreshed(order).status, seats()[order.scheduled_for]) == ("SCHEDULED", (1, order.pizzas, 0))


def test_what_its_store_got_meanwhile_is_moved_back_to_waiting(world, at, order):
    quote = price(world, order, next_slot(5)).json()
    at.at = order.release_at
    release_scheduled()
    Quote.objects.update(expires_at=at.at + timedelta(minutes=1))
    assert world.act(order, "revise", by=world.customer, quote_id=quote["id"]).status_code == 200
    adjusted(order)
    assert refreshed(order).scheduled_for.isoformat() == quote["scheduled_for"].replace("Z", "+00:00")
    assert refreshed(order).status == "SCHEDULED"


def test_its_own_pizzas_are_no_rivals_of_a_time_close_by(world, at):
    kitchen = replace(world.store.kitchen, oven_slots=2, oven_seconds=360)
    world.stores.stores = [replace(world.store, kitchen=kitchen)]
    large = [{"variant": "14HT", "quantity": 2 * oven_size(kitchen)}]
    order = world.paid(when=next_slot().isoformat(), lines=large)
    assert move(world, order, next_slot() + timedelta(minutes=15)).pizzas == order.pizzas
