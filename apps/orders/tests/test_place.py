"""Placing a quote: once, by its owner, at its price, in a constant number of statements."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from django.db import connection

from apps.menu.contract.events import MenuPublished
from apps.orders.models import Order, OrderHistory, OrderSaga
from apps.orders.quotes.store_changes import note_availability, note_menu
from apps.orders.tests.builders import deliver, next_slot, refreshed, saga_of, sent
from apps.payments.contract.events import PaymentCaptured
from dominos.kernel import clock
from dominos.kernel.auth import Role
from dominos.kernel.ids import new_id
from dominos.kernel.messaging.inbox import receive
from dominos.kernel.messaging.messages import envelope_of
from dominos.kernel.testing.api import client, principal

# Statements, BEGIN, SAVEPOINT and COMMIT included; other apps' answers come from memory here.
QUOTE_STATEMENTS = 5  # the kitchen's load, what the store has known; BEGIN, insert, COMMIT
# Quote, number and seats, who has how many, order with history and saga, the answer; BEGIN, COMMIT.
PLACE_STATEMENTS = 7
PLACE_WRITES = 3
READ_STATEMENTS = 1
# What is taken of the slot and the oven, the deal's uses; BEGIN, insert, COMMIT.
QUOTE_AHEAD_STATEMENTS = 5
SUMMARY_STATEMENTS = 1


def writes(captured):
    words = [q["sql"].split()[0] for q in captured]
    return [word for word in words if word in ("INSERT", "UPDATE", "DELETE", "WITH")]


@pytest.mark.django_db(transaction=True)
class TestStatements:
    @pytest.mark.parametrize("lines", [1, 12])
    def test_quote_place_and_read(self, world, django_assert_num_queries, lines):
        note_menu(world.store.id, world.menu.version)
        basket = [{"variant": "14HT", "quantity": 2, "options": {"P": {"1/1": 1}}}] * lines
        with django_assert_num_queries(QUOTE_STATEMENTS) as quoted:
            quote = world.quote(lines=basket)
        with django_assert_num_queries(PLACE_STATEMENTS) as placed:
            order_id = world.post_order(quote["id"]).json()["id"]
        with django_assert_num_queries(READ_STATEMENTS):
            read = client(world.customer).get(f"/api/v1/orders/{order_id}")
        assert len(read.json()["lines"]) == lines
        assert len(writes(quoted.captured_queries)) == 1
        assert len(writes(placed.captured_queries)) == PLACE_WRITES

    @pytest.mark.parametrize("lines", [1, 12])
    def test_a_deal_costs_one_and_a_slot_nothing(self, world, django_assert_num_queries, lines):
        note_menu(world.store.id, world.menu.version)
        world.menu.deals["FIVE"], world.menu.deal_limits["FIVE"] = 500, (9, 1)
        basket = [{"variant": "14HT", "quantity": 2}] * lines
        when = next_slot().isoformat()
        with django_assert_num_queries(QUOTE_AHEAD_STATEMENTS):
            quote = world.quote(lines=basket, when=when, deals=["FIVE"])
        with django_assert_num_queries(PLACE_STATEMENTS + 2) as placed:
            assert world.post_order(quote["id"]).status_code == 201
        assert len(writes(placed.captured_queries)) == PLACE_WRITES + 1

    def test_a_list_costs_the_same_for_any_number_of_orders(self, world, django_assert_num_queries):
        for _ in range(2):
            world.placed()
            with django_assert_num_queries(READ_STATEMENTS):
                listed = client(world.customer).get("/api/v1/orders").json()["results"]
        assert len(listed) == 2
        assert all(order["is_delayed"] is False for order in listed)

    def test_the_service_answers_payments_with_one(self, world, django_assert_num_queries):
        from apps.orders.service import LocalOrdersService

        order = world.placed()
        with django_assert_num_queries(SUMMARY_STATEMENTS):
            summary = LocalOrdersService().get_order(order_id=order.id)
        assert summary.is_payable
        assert summary.amounts.total == order.total
        assert [line.number for line in summary.lines] == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_twenty_requests_with_one_key_make_one_order(world):
    quote, key, barrier = world.quote(), str(new_id()), Barrier(20)

    def place(_):
        try:
            barrier.wait(20)
            return world.post_order(quote["id"], key=key)
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(place, range(20)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert (Order.objects.count(), OrderHistory.objects.count(), OrderSaga.objects.count()) == (1, 1, 1)


@pytest.mark.django_db(transaction=True)
def test_a_quote_makes_one_order_whatever_the_keys(world):
    quote, barrier = world.quote(), Barrier(8)

    def place(_):
        try:
            barrier.wait(20)
            return world.post_order(quote["id"])
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(place, range(8)))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 7
    order = Order.objects.get()
    refused = [answer.json() for answer in answers if answer.status_code == 409]
    assert {(body["code"], body["order_id"]) for body in refused} == {("quote-used", str(order.id))}


@pytest.mark.django_db(transaction=True)
def test_numbers_of_a_day_are_unique_under_rivals(world):
    people, barrier = [principal(Role.CUSTOMER) for _ in range(8)], Barrier(8)
    quotes = [(world.quote(by), by) for by in people]

    def place(wanted):
        quote, by = wanted
        contact = {"name": "Aino", "phone": f"+35840{by.id.int % 10**7:07}"}
        try:
            barrier.wait(20)
            return world.post_order(quote["id"], by=by, contact=contact).json()["number"]
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(place, quotes))
    day = Order.objects.first().business_date
    assert sorted(numbers) == [f"{day}#{n}" for n in range(1, 9)]


@pytest.mark.django_db
class TestRefusals:
    def refused(self, world, quote_id, status, code, **changes):
        response = world.post_order(quote_id, **changes)
        assert (response.status_code, response.json()["code"]) == (status, code), response.json()
        assert not Order.objects.exists()
        return response.json()

    def test_without_a_key(self, world):
        response = client(world.customer).post("/api/v1/orders", {})
        assert (response.status_code, response.json()["code"]) == (400, "idempotency-key-required")

    def test_only_customers_order(self, world):
        quote = world.quote()
        assert world.post_order(quote["id"], by=world.staff).status_code == 403
        body = {"quote_id": quote["id"]}
        assert client().post("/api/v1/orders", body).status_code == 401

    def test_somebody_elses_quote(self, world):
        self.refused(world, world.quote(principal(Role.CUSTOMER))["id"], 404, "not-found")

    def test_an_unknown_quote(self, world):
        self.refused(world, str(new_id()), 404, "not-found")

    def test_an_expired_quote(self, world):
        with clock.stopped() as at:
            quote = world.quote()
            at.advance(seconds=600)
            self.refused(world, quote["id"], 409, "quote-expired")

    def test_a_store_that_closed_by_its_hours(self, world):
        from apps.orders.models import Quote

        quote = world.quote()
        Quote.objects.update(orderable_until=clock.now())
        self.refused(world, quote["id"], 409, "quote-expired")

    def test_a_store_that_was_closed_since(self, world):
        quote = world.quote()
        world.stores.shut[world.store.id] = "forced_closed"
        note_availability(world.store.id)
        assert self.refused(world, quote["id"], 422, "store-closed")["reason"] == "forced_closed"

    def test_a_price_that_changed_since(self, world):
        quote = world.quote()
        world.menu.prices["14HT"], world.menu.version = 1499, "fake-2"
        body = self.refused(world, quote["id"], 409, "quote-changed")
        assert (body["was"], body["now"]) == (3666, 3866)
        assert body["lines"] == [{"number": 1, "name": "14HT", "was": 3176, "now": 3376}]
        assert body["amounts"]["food"] == {"was": 3466, "now": 3666}
        accepted = world.post_order(body["quote_id"])
        assert (accepted.status_code, accepted.json()["total"]) == (201, 3866)

    def test_something_sold_out_since(self, world):
        quote = world.quote()
        del world.menu.prices["COLA-033"]
        body = self.refused(world, quote["id"], 409, "quote-changed")
        [gone] = body["lines"]
        assert (gone["number"], gone["was"], gone["now"]) == (2, 290, None)
        assert [(fix["code"], fix["action"]) for fix in gone["corrections"]] == [
            ("unknown_variant", "remove_line")
        ]
        accepted = world.post_order(body["quote_id"])
        assert (accepted.status_code, len(accepted.json()["lines"])) == (201, 1)

    def test_nothing_left_of_it(self, world):
        quote = world.quote()
        world.menu.prices.clear()
        world.menu.version = "fake-2"
        body = self.refused(world, quote["id"], 409, "quote-changed")
        assert (body["quote_id"], body["now"], len(body["lines"])) == (None, None, 2)

    def test_a_store_that_became_busy_since_promises_anew(self, world):
        quote = world.quote()
        world.stores.wait = (45, 60)
        note_availability(world.store.id)
        body = self.refused(world, quote["id"], 409, "quote-changed")
        assert (body["was"], body["now"], body["lines"], body["amounts"]) == (3666, 3666, [], {})
        assert body["promise"]["now"] > body["promise"]["was"]
        assert world.post_order(body["quote_id"]).status_code == 201

    def test_a_minimum_that_rose_since(self, world):
        quote = world.quote()
        world.stores.stores[0] = replace(world.store, minimum_order=5000)
        note_availability(world.store.id)
        assert self.refused(world, quote["id"], 422, "below-minimum")["missing"] == 5000 - 3466

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"contact": {"name": "Aino"}}, "contact.phone"),
            ({"contact": {"name": "", "phone": "+358401234567"}}, "contact.name"),
            ({"contact": {"name": "Aino", "phone": "call me"}}, "contact.phone"),
            ({"total": 1}, "total"),
            ({"instructions": "x" * 501}, "instructions"),
            ({"contactless": "perhaps"}, "contactless"),
        ],
    )
    def test_bad_input(self, world, changes, field):
        body = self.refused(world, world.quote()["id"], 400, "invalid", **changes)
        assert field in [error["field"] for error in body["errors"]]

    def test_what_is_left_at_the_door_is_not_paid_in_cash(self, world):
        quote = world.quote(in_cash=True)
        body = self.refused(world, quote["id"], 400, "invalid", contactless=True)
        assert [error["field"] for error in body["errors"]] == ["contactless"]
        assert world.post_order(quote["id"]).status_code == 201
        assert world.post_order(world.quote()["id"], contactless=True).status_code == 201
        collected = world.quote(
            in_cash=True, service="CARRYOUT", address=None, tip=0, store_id=str(world.store.id)
        )
        assert world.post_order(collected["id"], contactless=True).status_code == 201

    def test_one_key_for_two_requests(self, world):
        key = str(new_id())
        first, second = world.quote(), world.quote()
        assert world.post_order(first["id"], key=key).status_code == 201
        assert world.post_order(second["id"], key=key).json()["code"] == "idempotency-key-reused"
        assert Order.objects.count() == 1


@pytest.mark.django_db
class TestWhatHolds:
    def test_a_new_menu_with_the_same_prices_changes_nothing(self, world):
        quote = world.quote()
        world.menu.version = "fake-2"
        event = MenuPublished(store_id=world.store.id, menu_version="fake-2")
        receive("orders", envelope_of(event, producer="menu", subject=world.store.id, sequence=1))
        assert world.post_order(quote["id"]).status_code == 201

    def test_a_guests_quote_may_be_placed_by_who_holds_it(self, world):
        quote = client().post("/api/v1/orders/price", world.basket()).json()
        response = world.post_order(quote["id"])
        assert response.status_code == 201
        assert Order.objects.get().customer_id == world.customer.id

    def test_what_was_quoted_is_what_is_ordered(self, world):
        quote = world.quote()
        order = world.post_order(quote["id"], instructions="ring twice", contactless=True).json()
        for name in ("amounts", "lines", "address", "promised_from", "promised_to", "service"):
            assert order[name] == quote[name], name
        assert order["status"] == "PENDING_PAYMENT"
        assert order["allowed_actions"] == ["cancel"]
        assert order["pay_until"]
        assert (order["instructions"], order["contactless"]) == ("ring twice", True)
        stored = refreshed(Order.objects.get())
        assert stored.total == quote["amounts"]["total"]


FREE = {"service": "CARRYOUT", "address": None, "tip": 0, "deals": ["FREE"]}


def free(world, **changes):
    world.menu.deals["FREE"] = 10_000
    lines = [{"variant": "14HT", "quantity": 1}]
    return world.placed(**{**FREE, "store_id": str(world.store.id), "lines": lines, **changes})


@pytest.mark.django_db
def test_a_basket_that_costs_nothing_is_placed_without_a_payment(world):
    order = free(world)
    assert (order.total, order.status) == (0, "PLACED")
    assert "orders.order_placed" in sent(order)
    order = world.bump(order, "accept", "start", "bake", "ready")
    assert world.act(order, "hand_over", code=order.collection_code).status_code == 200
    assert refreshed(order).status == "COMPLETED"
    deliver(PaymentCaptured(order_id=order.id, payment_id=new_id(), amount=0, currency=order.currency))
    assert saga_of(order).state == "SETTLED"


@pytest.mark.django_db
def test_a_free_basket_for_later_waits_and_may_be_cancelled_while_its_change_is_to_be_paid(world):
    assert free(world, when=next_slot().isoformat()).status == "SCHEDULED"
    order = free(world)
    url = f"/api/v1/orders/{order.id}/revisions"
    lines = [{"variant": "14HT", "quantity": 2}]
    quote = client(world.customer).post(url, {"lines": lines, "deals": []}).json()
    assert world.act(order, "revise", by=world.customer, quote_id=quote["id"]).status_code == 200
    assert world.act(order, "cancel", by=world.customer).status_code == 200
    assert (refreshed(order).status, saga_of(order).state) == ("CANCELLED", "CLOSED")


@pytest.mark.django_db
@pytest.mark.parametrize("limits", [(0, None), (None, 0)])
def test_a_limit_of_nothing_lets_nobody_use_the_deal(world, limits):
    world.menu.deals["NONE"], world.menu.deal_limits["NONE"] = 100, limits
    assert (world.quote(deals=["NONE"])["deals"]) == []
