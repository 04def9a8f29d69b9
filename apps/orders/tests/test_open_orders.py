"""Nobody fills a store with orders that they do not pay."""

import re

import pytest
from django.db import connection

from apps.orders.domain.open_orders import SEAT_HELD, OpenOrderRules, exceeded, unpaid_seats
from apps.orders.models import Order, SlotUse
from apps.orders.quotes.open_orders import LOOKS_AT, RULES, UNPROVED, check_open_orders
from apps.orders.tests.builders import next_slot
from apps.payments.contract.types import PaymentStatus, PaymentSummary
from dominos.kernel.auth import Role
from dominos.kernel.errors import Unavailable
from dominos.kernel.ids import new_id
from dominos.kernel.testing.api import client, principal

pytestmark = pytest.mark.django_db


def order_of(world, by=None, address="10.0.0.1", **contact):
    by = by or principal(Role.GUEST)
    number = str(new_id().int)[-9:]
    contact = {"name": "Eve", "phone": f"+3584{number}", "email": f"{number}@example.org", **contact}
    quote, key = world.quote(by), {"Idempotency-Key": str(new_id())}
    return client(by).post(
        "/api/v1/orders", {"quote_id": quote["id"], "contact": contact}, headers=key, REMOTE_ADDR=address
    )


LANDLINE = ("+358 9 123 4567", "(09) 123 4567", "123 4567")
SAME = {
    "customer": lambda n: {"by": principal(Role.CUSTOMER, id=CUSTOMER), "address": f"10.0.0.{n}"},
    "phone": lambda n: {"phone": LANDLINE[n % len(LANDLINE)], "address": f"10.0.0.{n}"},
    "email": lambda n: {"email": ["eve@example.org", "EVE@example.org"][n % 2], "address": f"10.0.0.{n}"},
    "client": lambda n: {},
}
CUSTOMER = new_id()


@pytest.mark.parametrize("what", SAME)
def test_open_unpaid_orders_are_limited(world, what):
    most = RULES.of_client if what == "client" else RULES.of_contact
    answers = [order_of(world, **SAME[what](n)) for n in range(most + 1)]
    assert [answer.status_code for answer in answers] == [201] * most + [409]
    assert (answers[-1].json()["code"], answers[-1].json()["of"]) == ("too-many-open-orders", what)
    assert order_of(world, address="10.9.9.9").status_code == 201, "others order on"


def test_orders_paid_by_card_do_not_count_and_those_for_cash_do_until_they_are_handed_over(world):
    def buy(method):
        placed = order_of(world, phone="040 1234567")
        if placed.status_code == 201:
            world.pay(Order.objects.get(pk=placed.json()["id"]), method=method)
        return placed.status_code

    assert [buy("card") for _ in range(RULES.of_contact + 1)] == [201] * (RULES.of_contact + 1)
    assert [buy("cash") for _ in range(RULES.of_contact + 1)] == [201] * RULES.of_contact + [409]


def paid_unheard(world, order_id):
    """Payments know of a payment by card; the news of it has not come yet."""
    order = Order.objects.get(pk=order_id)
    world.payments.payments[order.id] = PaymentSummary(
        payment_id=new_id(),
        order_id=order.id,
        status=PaymentStatus.AUTHORIZED,
        method="card",
        currency=order.currency,
        authorized=order.total,
        captured=0,
        refunded=0,
    )


def test_who_has_paid_is_not_refused_while_the_news_of_it_is_on_its_way(world):
    placed = []
    for _ in range(RULES.of_client + 2):
        placed.append(order_of(world, phone="040 1234567", email="eve@example.org"))
        paid_unheard(world, placed[-1].json()["id"])
    assert {answer.status_code for answer in placed} == {201}


def test_payments_that_do_not_answer_let_nobody_through(world, monkeypatch):
    def silent(**_):
        raise Unavailable

    monkeypatch.setattr(world.payments, "list_paid", silent)
    answers = [order_of(world, phone="040 1234567") for _ in range(RULES.of_contact + 1)]
    assert (answers[-1].status_code, answers[-1].json()["of"]) == (409, "phone")


def test_who_pays_may_have_more_orders_wait(world):
    guest = {"phone": "040 1234567", "address": "10.0.0.1"}
    for _ in range(2):
        world.pay(Order.objects.get(pk=order_of(world, **guest).json()["id"]))
    answers = [order_of(world, **guest).status_code for _ in range(RULES.of_contact + 3)]
    assert answers == [201] * (RULES.of_contact + 2) + [409]


EARLIER = """
INSERT INTO orders_order SELECT (jsonb_populate_record(o, jsonb_build_object(
    'id', gen_random_uuid(), 'quote_id', gen_random_uuid(), 'customer_id', gen_random_uuid(),
    'number', n::text))).* FROM orders_order o, generate_series(1, 2000) n
"""
"""Of many guests, all by one telephone: a partner's."""


def test_many_earlier_orders_are_not_all_looked_at(world):
    order = world.placed()
    with connection.cursor() as cursor:  # of a handful of rows the planner may read any way
        cursor.execute(EARLIER)
        cursor.execute("ANALYZE orders_order")
    check_open_orders(order)
    with connection.cursor() as cursor:  # planned as a session does: once, for all values
        cursor.execute("SELECT statement FROM pg_prepared_statements WHERE statement LIKE 'SELECT counted%'")
        limit = f"ORDER BY id DESC LIMIT {LOOKS_AT}"
        (sql,) = [sql for (sql,) in cursor.fetchall() if "telephone" in sql and sql.count(limit) == 2]
        cursor.execute(f"EXPLAIN (GENERIC_PLAN) {sql}")
        plan = "\n".join(row for (row,) in cursor.fetchall())
    assert "Seq Scan on orders_order " not in plan, plan
    assert "using orders_of_customer" in plan, plan
    assert plan.count("Limit") == 2, plan
    assert not re.search(r"Sort Key: orders_order(_\d)?\.id", plan), plan


def test_unpaid_orders_alone_never_close_a_slot(world):
    world.stores.slot_orders = 12
    when = next_slot().isoformat()

    def placed(n):
        guest = principal(Role.GUEST)
        contact = {"name": "Eve", "phone": f"+35840000{n:04}", "email": f"{n}@example.org"}
        quote = client(guest).post("/api/v1/orders/price", world.basket(when=when))
        if quote.status_code != 201:
            return quote
        key = {"Idempotency-Key": str(new_id())}
        body = {"quote_id": quote.json()["id"], "contact": contact}
        return client(guest).post("/api/v1/orders", body, headers=key, REMOTE_ADDR=f"10.0.1.{n}")

    half = unpaid_seats(12)
    taken = [placed(n) for n in range(half)]
    assert placed(half).json()["code"] == "slot-full"
    world.pay(Order.objects.get(pk=taken[0].json()["id"]))
    assert placed(half + 1).status_code == 201
    world.act(Order.objects.get(pk=taken[1].json()["id"]), "cancel", by=world.support, reason="wrong")
    assert placed(half + 2).status_code == 201
    use = SlotUse.objects.get()
    assert (use.orders, use.unpaid_orders) == (half + 1, half)


def test_an_order_ahead_holds_its_seat_unpaid_for_five_minutes(world):
    ahead = world.placed(when=next_slot().isoformat())
    at_once = world.placed()
    assert ahead.saga.deadline_at - ahead.created_at == SEAT_HELD
    assert at_once.saga.deadline_at - at_once.created_at > SEAT_HELD


def test_the_limits():
    assert exceeded({}, RULES) == ""
    assert exceeded({"phone": 2}, OpenOrderRules(of_contact=2)) == "phone"
    assert exceeded({"phone": 2}, OpenOrderRules(of_contact=2), paid={"phone": 1}) == ""
    assert exceeded({"phone": 3}, OpenOrderRules(of_contact=2), paid={"phone": 1}) == "phone"
    assert exceeded({"phone": 3}, OpenOrderRules(of_contact=2, most_earned=1), paid={"phone": 9}) == "phone"
    cash = {"in_cash": {"phone": 2}, "paid": {"phone": 9}}
    assert exceeded({"phone": 2}, OpenOrderRules(in_cash=2), **cash) == "phone", "trust promises no cash"
    assert exceeded({"phone": 2}, OpenOrderRules(in_cash=3), **cash) == ""
    assert (RULES.of_contact, RULES.of_client, RULES.in_cash, UNPROVED.in_cash) == (3, 3, 3, 1)
    assert [unpaid_seats(seats) for seats in (1, 2, 3, 12)] == [1, 1, 2, 6]
    assert exceeded({"client": 3, "phone": 1}, OpenOrderRules(of_contact=2, of_client=4)) == ""


def test_a_quote_says_whether_it_may_be_paid_in_cash_before_there_is_an_order(world):
    quote = world.quote()
    assert (quote["cash_limit"], quote["may_pay_in_cash"]) == (world.store.cash_limit, True)
    basket = world.basket(tip=world.store.cash_limit, in_cash=True)
    answer = client(world.customer).post("/api/v1/orders/price", basket)
    assert (answer.status_code, answer.json()["code"]) == (422, "cash-limit-exceeded")
    assert answer.json()["limit"] == world.store.cash_limit
    assert world.quote(tip=world.store.cash_limit)["may_pay_in_cash"] is False


def test_collection_codes_are_not_guessed(world):
    order = world.ready(service="CARRYOUT", address=None, store_id=str(world.store.id))
    wrong = next(code for code in ("0000", "0001") if code != order.collection_code)
    answers = [world.act(order, "hand_over", by=world.staff, code=wrong).json()["code"] for _ in range(6)]
    assert answers == ["wrong-code"] * 5 + ["too-many-attempts"]
    right = world.act(order, "hand_over", by=world.staff, code=order.collection_code)
    assert right.json()["code"] == "too-many-attempts", "the right one is not found out either"
