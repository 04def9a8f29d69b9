"""Orders placed ahead: wait for their time, are checked again, and never stay where nobody looks."""

from datetime import timedelta

import pytest

from apps.orders.lifecycle.release import PATIENCE
from apps.orders.models import OrderHistory, SlotUse
from apps.orders.tasks import purge_quotes, release_scheduled, sweep_deadlines
from apps.orders.tests.builders import next_slot, refreshed, saga_of, sent
from dominos.kernel import clock
from dominos.kernel.errors import Unavailable

pytestmark = pytest.mark.django_db


@pytest.fixture
def at():
    with clock.stopped() as stopped:
        yield stopped


@pytest.fixture
def order(world, at):
    return world.paid(when=next_slot().isoformat())


def status(order):
    return refreshed(order).status


def last_reason(order):
    return OrderHistory.objects.filter(order=order).latest("sequence").reason


def test_a_paid_order_waits_for_its_time_and_then_reaches_its_store(world, at, order):
    assert status(order) == "SCHEDULED"
    assert "orders.order_placed" not in sent(order)
    assert saga_of(order).deadline_at == order.release_at < order.scheduled_for
    at.at = order.release_at - timedelta(seconds=1)
    release_scheduled()
    sweep_deadlines()
    assert status(order) == "SCHEDULED"
    at.advance(seconds=1)
    sweep_deadlines()
    release_scheduled()
    release_scheduled()
    assert status(order) == "PLACED"
    assert sent(order).count("orders.order_placed") == 1
    assert OrderHistory.objects.filter(order=order, action="release", actor="system").count() == 1
    assert refreshed(order).promised_to == order.scheduled_for + timedelta(minutes=15)


def test_the_kitchen_begins_as_early_as_the_store_asks_to_wait(world, at):
    world.stores.wait = (40, 90)
    order = world.paid(when=next_slot(5).isoformat())
    assert order.scheduled_for - order.release_at == timedelta(minutes=90)


def test_paid_when_its_time_has_come_it_goes_to_the_store_at_once(world, at):
    order = world.placed(when=next_slot().isoformat())
    at.at = order.release_at
    world.pay(order)
    assert status(order) == "PLACED"


def test_a_store_that_closed_is_given_five_minutes_and_then_the_customer_is_told(world, at, order):
    world.stores.shut[world.store.id] = "forced_closed"
    at.at = order.release_at
    release_scheduled()
    assert status(order) == "SCHEDULED"
    at.advance(seconds=PATIENCE.total_seconds())
    release_scheduled()
    assert status(order) == "REJECTED"
    assert "forced_closed" in last_reason(order)
    assert {"payments.void_payment", "orders.order_advanced"} <= set(sent(order))
    assert SlotUse.objects.get().orders == 0


def test_a_store_that_reopens_in_time_makes_it(world, at, order):
    world.stores.shut[world.store.id] = "forced_closed"
    at.at = order.release_at
    release_scheduled()
    world.stores.shut.clear()
    at.advance(seconds=60)
    release_scheduled()
    assert status(order) == "PLACED"


def test_what_is_sold_out_then_is_named(world, at, order):
    world.menu.sold_out.add("COLA-033")
    at.at = order.release_at + PATIENCE
    release_scheduled()
    assert status(order) == "REJECTED"
    assert last_reason(order) == "Not to be had any more: COLA-033."


def test_without_an_answer_it_goes_to_the_store_in_the_end(world, at, order, monkeypatch):
    def silent(*args, **options):
        raise Unavailable("stores do not answer")

    monkeypatch.setattr(type(world.stores), "get_opening", silent)
    at.at = order.release_at
    release_scheduled()
    assert status(order) == "SCHEDULED"
    at.advance(seconds=PATIENCE.total_seconds())
    release_scheduled()
    assert status(order) == "PLACED"


@pytest.mark.parametrize("by", ["customer", "staff", "support"])
def test_it_may_be_cancelled_and_frees_its_slot(world, at, order, by):
    assert world.act(order, "cancel", by=getattr(world, by)).status_code == 200
    assert status(order) == "CANCELLED"
    assert SlotUse.objects.get().orders == 0
    assert "payments.void_payment" in sent(order)


def test_a_slot_after_midnight_counts_to_its_business_date(world, at):
    slot = next_slot(20)
    order = world.placed(when=slot.isoformat())
    assert order.business_date == world.store.business_date(slot)
    assert order.number.startswith(f"{order.business_date}#")


def test_seats_of_slots_that_passed_are_forgotten(world, at, order):
    purge_quotes()
    assert SlotUse.objects.count() == 1
    at.at = order.scheduled_for + timedelta(days=1, seconds=1)
    purge_quotes()
    assert not SlotUse.objects.exists()


def test_busy_forbids_as_soon_as_possible_under_the_delay(world, at):
    world.stores.wait = (75, 90)
    quote = world.quote()
    assert quote["promised_from"] >= (at.at + timedelta(minutes=70)).isoformat()
