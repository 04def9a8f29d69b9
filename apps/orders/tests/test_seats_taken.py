"""What orders for as soon as possible take of a store's quarters: a full one moves the promise."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from apps.orders.domain.seats import JUST_PROMISED, MAX_DELAY, QUARTER, oven_size, quarter_of
from apps.orders.models import Order, OvenUse, Quote
from apps.orders.queries import kitchen
from apps.orders.queries.kitchen import remembered
from apps.orders.quotes.placement import Placement, place_order
from apps.orders.tests.builders import next_slot
from dominos.kernel import clock
from dominos.kernel.ids import new_id
from dominos.kernel.testing.api import client


def start_of(answer):
    return datetime.fromisoformat(answer["promised_from"])


@pytest.mark.django_db
class TestSeatsOfOrdersForNow:
    """Baskets of two pizzas; an oven that bakes five in a quarter, or a service that takes one order of it."""

    @pytest.fixture(params=["oven", "service"], autouse=True)
    def _narrow(self, world, request):
        if request.param == "oven":
            kitchen = replace(world.store.kitchen, oven_slots=2, oven_seconds=360)
            world.stores.stores = [replace(world.store, kitchen=kitchen)]
        else:
            world.stores.slot_orders = 2

    def test_a_full_quarter_moves_the_promise_until_an_order_ends_early(self, world):
        with clock.stopped(next_slot() + timedelta(minutes=1)) as at:
            quotes = [world.quote() for _ in range(4)]
            assert len({quote["promised_from"] for quote in quotes}) == 1
            placed = [world.post_order(quote["id"]) for quote in quotes[:3]]
            assert [answer.status_code for answer in placed] == [201] * 3, "just promised"
            for answer in placed:
                world.pay(Order.objects.get(pk=answer.json()["id"]))
            world.act(Order.objects.get(pk=placed[2].json()["id"]), "cancel", by=world.customer)
            at.advance(seconds=JUST_PROMISED.total_seconds() + 1)
            late = world.post_order(quotes[3]["id"])
            assert (late.status_code, late.json()["code"]) == (409, "quote-changed")
            was, moved = (datetime.fromisoformat(late.json()["promise"][when][0]) for when in ("was", "now"))
            assert timedelta() < moved - was <= timedelta(minutes=15)
            taken = world.post_order(late.json()["quote_id"])
            assert (taken.status_code, start_of(taken.json())) == (201, moved)
            world.pay(order := Order.objects.get(pk=taken.json()["id"]))
            fewer = {"lines": [{"variant": "14HT", "quantity": 1}]}
            revised = client(world.customer).post(f"/api/v1/orders/{order.id}/revisions", fewer).json()
            assert (start_of(revised), revised["promised_to"]) == (moved, taken.json()["promised_to"])
            world.act(Order.objects.get(pk=placed[0].json()["id"]), "cancel", by=world.customer)
            at.advance(seconds=2)
            assert world.post_order(world.quote()["id"]).status_code == 201
            at.advance(seconds=2)
            assert start_of(world.quote()) >= moved

    def test_who_does_not_pay_moves_nobody_out_of_half_a_quarter(self, world, monkeypatch):
        monkeypatch.setattr(kitchen, "UNPAID_FOR", timedelta(days=1))  # ids go by the real clock
        with clock.stopped(next_slot() + timedelta(minutes=1)) as at:
            usual = start_of(world.quote())
            placed = [world.placed() for _ in range(3)]
            at.advance(seconds=2)
            assert start_of(world.quote()) == usual
            for order in placed:
                world.pay(order)
            at.advance(seconds=2)
            assert start_of(world.quote()) > usual

    def test_what_was_paid_elsewhere_always_has_a_seat(self, world):
        quote = Quote.objects.get(pk=world.quote()["id"])
        for _ in range(4):
            quote.id, quote.terms = new_id(), {**quote.terms, "answer_seconds": 600}
            place_order(quote, Placement(customer_id=new_id(), contact_name="R", contact_phone="1"))


@pytest.mark.django_db
def test_whose_quarters_are_full_for_hours_promises_to_be_hours_late_but_nothing_beyond_closing(world):
    usual = start_of(world.quote())
    begin, full = quarter_of(usual) - 4 * QUARTER, oven_size(world.store.kitchen)
    OvenUse.objects.bulk_create(
        OvenUse(store_id=world.store.id, starts_at=begin + n * QUARTER, pizzas=full) for n in range(40)
    )
    remembered.clear()
    answer = world.post_order(world.quote()["id"])
    assert answer.status_code == 201
    assert start_of(answer.json()) - usual >= MAX_DELAY
    assert set(OvenUse.objects.values_list("pizzas", flat=True)) == {full}
    world.stores.closes_at = usual + timedelta(hours=1)
    refused = client(world.customer).post("/api/v1/orders/price", world.basket())
    assert refused.json()["code"] == "store-closed", "nobody bakes after closing"
