"""Orders placed ahead: wait for their time, are checked again, and never stay where nobody looks."""

from datetime import timedelta

import pytest

from apps.orders.lifecycle.transitions import CHECK_AHEAD, LOOK_AHEAD
from apps.orders.models import OrderHistory, SlotUse
from apps.orders.queries.orders import placed_answer
from apps.orders.queries.shortages import PATIENCE
from apps.orders.queries.summaries import is_payable
from apps.orders.queries.tracker import tracked_order
from apps.orders.queries.tracking_links import LINK_LIFETIME, tracking_token
from apps.orders.tasks import release_scheduled, sweep_deadlines
from apps.orders.tests.builders import deliver, next_slot, refreshed, saga_of, sent
from apps.payments.contract.events import AuthorizationLapsed
from dominos.kernel import clock
from dominos.kernel.errors import NotFound, Unavailable
from dominos.kernel.ids import new_id
from dominos.kernel.retention import purge

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
    assert saga_of(order).deadline_at == order.release_at - LOOK_AHEAD < order.scheduled_for
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


def test_a_store_that_closed_is_waited_for_as_long_as_there_is_time_and_then_the_customer_is_told(
    world, at, order
):
    world.stores.shut[world.store.id] = "forced_closed"
    at.at = order.release_at
    release_scheduled()
    assert status(order) == "SCHEDULED"
    at.at = order.last_start
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


def test_what_is_sold_out_is_waited_for_until_it_must_be_made_and_then_named(world, at, order):
    world.menu.sold_out.add("COLA-033")
    at.at = order.release_at + PATIENCE
    release_scheduled()
    assert (status(order), order.last_start > at.at) == ("SCHEDULED", True)
    at.at = order.last_start
    release_scheduled()
    assert status(order) == "REJECTED"
    assert last_reason(order) == "Not to be had any more: COLA-033."


def test_what_is_back_before_it_must_be_made_is_made(world, at, order):
    world.menu.sold_out.add("COLA-033")
    at.at = order.release_at + PATIENCE
    release_scheduled()
    world.menu.sold_out.clear()
    at.at = order.last_start - timedelta(seconds=1)
    release_scheduled()
    assert status(order) == "PLACED"


def test_how_busy_it_is_now_says_nothing_about_next_week(world, at):
    world.stores.busy_minutes = 120
    order = world.paid(when=next_slot(24 * 5).isoformat())
    assert order.scheduled_for - order.release_at < timedelta(minutes=60)
    assert order.terms["wait_minutes"] == [15, 25]


def test_a_link_works_until_a_week_after_the_promise(world, at):
    order = world.placed(when=next_slot(24 * 8 + 12).isoformat())
    token = tracking_token(order.id)
    at.at = order.promised_to + LINK_LIFETIME
    assert tracked_order(token) == order
    at.advance(seconds=1)
    with pytest.raises(NotFound):
        tracked_order(token)


def lapse(order):
    deliver(AuthorizationLapsed(order_id=order.id, payment_id=saga_of(order).payment_id))


@pytest.fixture
def ahead(world, at):
    return world.paid(when=next_slot(24 * 5).isoformat())


def test_a_payment_of_days_ago_is_looked_at_in_time(world, at, ahead):
    at.at = ahead.release_at - CHECK_AHEAD - timedelta(seconds=1)
    release_scheduled()
    assert "payments.check_authorization" not in sent(ahead)
    at.advance(seconds=1)
    release_scheduled()
    release_scheduled()
    assert sent(ahead).count("payments.check_authorization") == 1
    assert (status(ahead), saga_of(ahead).deadline_at) == ("SCHEDULED", ahead.release_at - LOOK_AHEAD)
    at.at = ahead.release_at - LOOK_AHEAD
    release_scheduled()
    assert sent(ahead).count("payments.check_authorization") == 1
    assert saga_of(ahead).deadline_at == ahead.release_at


def test_who_pays_again_after_the_hold_lapsed_gets_the_food(world, at, ahead):
    at.at = ahead.release_at - timedelta(hours=1)
    lapse(ahead)
    assert (status(ahead), saga_of(ahead).state) == ("SCHEDULED", "AWAITING_REPAYMENT")
    assert "orders.order_payment_lapsed" in sent(ahead)
    assert is_payable(refreshed(ahead))
    assert placed_answer(refreshed(ahead)).pay_until == ahead.last_start
    at.at = ahead.release_at
    release_scheduled()
    assert status(ahead) == "SCHEDULED"
    world.pay(ahead)
    release_scheduled()
    assert status(ahead) == "PLACED"
    assert saga_of(ahead).authorized == ahead.total


def test_who_does_not_pay_again_is_told_and_nothing_is_made(world, at, ahead):
    lapse(ahead)
    at.at = ahead.last_start
    sweep_deadlines()
    assert status(ahead) == "REJECTED"
    assert "not paid again" in last_reason(ahead)
    assert "orders.order_placed" not in sent(ahead)


def test_news_of_another_payment_that_lapsed_changes_nothing(world, at, ahead):
    deliver(AuthorizationLapsed(order_id=ahead.id, payment_id=new_id()))
    assert saga_of(ahead).state == "AWAITING_TIME"


def test_without_an_answer_it_goes_to_the_store_in_the_end(world, at, order, monkeypatch):
    def silent(*args, **options):
        raise Unavailable("stores do not answer")

    monkeypatch.setattr(type(world.stores), "get_opening", silent)
    at.at = order.release_at
    release_scheduled()
    assert status(order) == "SCHEDULED"
    at.at = order.last_start
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
    purge("orders")
    assert SlotUse.objects.count() == 1
    at.at = order.scheduled_for + timedelta(days=1, seconds=1)
    purge("orders")
    assert not SlotUse.objects.exists()


def test_busy_forbids_as_soon_as_possible_under_the_delay(world, at):
    world.stores.wait = (75, 90)
    quote = world.quote()
    assert quote["promised_from"] >= (at.at + timedelta(minutes=70)).isoformat()
