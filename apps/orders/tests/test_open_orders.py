"""Nobody fills a store with orders that they do not pay."""

import pytest

from apps.orders.domain.open_orders import SEAT_HELD, OpenOrderRules, exceeded
from apps.orders.models import Order
from apps.orders.quotes.open_orders import RULES
from apps.orders.tests.builders import next_slot
from dominos.kernel.auth import Role
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


SAME = {
    "customer": lambda n: {"by": principal(Role.CUSTOMER, id=CUSTOMER), "address": f"10.0.0.{n}"},
    "phone": lambda n: {"phone": ["040 1234567", "+358 40 1234567"][n % 2], "address": f"10.0.0.{n}"},
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


def test_an_order_ahead_holds_its_seat_unpaid_for_five_minutes(world):
    ahead = world.placed(when=next_slot().isoformat())
    at_once = world.placed()
    assert ahead.saga.deadline_at - ahead.created_at == SEAT_HELD
    assert at_once.saga.deadline_at - at_once.created_at > SEAT_HELD


def test_the_limits():
    assert exceeded({}, RULES) == ""
    assert exceeded({"phone": 2}, OpenOrderRules(of_contact=2)) == "phone"
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
