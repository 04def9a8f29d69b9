"""Selling with the real menu, stores and zones: what changes somewhere reaches open quotes and the next offer."""

import time

import pytest

from apps.stores.demo_places import store_id
from dominos.demo.city import accounts
from dominos.kernel.auth import Role
from dominos.kernel.ids import new_id
from dominos.kernel.testing.api import client, principal
from tests.system.builders import ADDRESS

STORE = store_id("HEL-3")
CONTACT = {"name": "Demo", "phone": "+358 40 1234567"}
FOLLOWS_WITHIN_S = 2.0


@pytest.fixture
def customer(city):
    return client(principal(Role.CUSTOMER, id=accounts(Role.CUSTOMER)[0].id))


@pytest.fixture
def manager(city):
    return client(principal(Role.STORE_MANAGER, stores=(STORE,)))


def post(api, path, status=201, **body):
    answer = api.post(f"/api/v1/{path}", body, HTTP_IDEMPOTENCY_KEY=str(new_id()))
    assert answer.status_code == status, answer.json()
    return answer.json()


def test_a_topping_sold_out_and_a_minimum_raised_reach_open_quotes(customer, manager):
    menu = customer.get(f"/api/v1/stores/{STORE}/menu").json()
    pizza = next(v["code"] for v in menu["variants"] if v["product"] == "S_PIZZA" and v["size"] == "14")
    lines = [
        {"variant": pizza, "quantity": 2, "options": {"P": {"1/2": "1"}, "M": {"2/2": "1"}}},
        {"variant": pizza, "options": {"M": {"1/1": "1"}}, "note": "well done"},
    ]
    request = {"service": "DELIVERY", "address": ADDRESS, "lines": lines, "deals": ["TWOLARGE"]}
    assert post(customer, "orders/validate", 200, **request)["is_ok"]
    order = post(
        customer, "orders", quote_id=post(customer, "orders/price", **request)["id"], contact=CONTACT
    )
    quote = post(customer, "orders/price", **request)
    assert [deal["code"] for deal in quote["deals"]] == ["TWOLARGE"]

    began = time.monotonic()
    assert manager.put(f"/api/v1/stores/{STORE}/menu/outages/topping/P", {}).status_code in (200, 201)
    changed = post(customer, "orders", 409, quote_id=quote["id"], contact=CONTACT)
    assert time.monotonic() - began < FOLLOWS_WITHIN_S
    [line] = changed["lines"]
    [fix] = line["corrections"]
    assert (line["number"], line["was"], fix["action"], fix["topping"]) == (
        1,
        quote["lines"][0]["total"],
        "drop_option",
        "P",
    )
    checked = post(customer, "orders/validate", 200, **request)
    assert [(found["is_ok"], found["status_codes"]) for found in checked["lines"]] == [
        (False, ["sold_out"]),
        (True, []),
    ]
    assert "P" not in checked["corrected_lines"][0]["options"]
    accepted = post(customer, "orders", quote_id=changed["quote_id"], contact=CONTACT)
    assert accepted["amounts"]["total"] == changed["now"]

    again = post(customer, f"orders/{order['id']}/reorder")
    assert [(found["number"], found["corrections"][0]["topping"]) for found in again["changes"]["lines"]] == [
        (1, "P")
    ]
    began = time.monotonic()
    changed = manager.patch(f"/api/v1/stores/{STORE}/settings", {"minimum_order": 100_000})
    assert changed.status_code == 200, changed.json()
    refused = post(customer, "orders", 422, quote_id=again["quote"]["id"], contact=CONTACT)
    assert time.monotonic() - began < FOLLOWS_WITHIN_S
    assert refused["code"] == "below-minimum"
