"""Version 2 of placing an order, beside version 1: the same use cases, said in another way."""

import pytest

from apps.orders.models import Order
from dominos.kernel.ids import new_id
from dominos.kernel.testing.api import client

pytestmark = pytest.mark.django_db(transaction=True)
CARD = {"type": "card", "token": "pm_card_visa"}


def buy(world, **payment):
    contact = {"name": "Aino Virtanen", "phone": "+358401234567"}
    body = {"quote_id": world.quote()["id"], "contact": contact, **payment}
    headers = {"Idempotency-Key": str(new_id())}
    return client(world.customer).post("/api/v2/orders", body, headers=headers)


def test_an_order_is_placed_and_paid_and_its_amounts_know_their_currency(world):
    answer = buy(world, payment=CARD)
    order = Order.objects.get()
    body = answer.json()
    assert (answer.status_code, body["status"], body["payment"]["outcome"]) == (201, "PLACED", "AUTHORIZED")
    assert body["amounts"]["total"] == {"amount": order.total, "currency": order.currency}
    parts = {name: money["amount"] for name, money in body["amounts"].items()}
    off, total = parts.pop("discount"), parts.pop("total")
    assert sum(parts.values()) - off == total == order.total
    assert "Deprecation" not in answer


def test_version_2_places_nothing_unpaid_and_version_1_still_does(world):
    refused = buy(world)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "payment")
    assert not Order.objects.exists()
    placed = world.post_order(world.quote()["id"])
    assert (placed.status_code, placed.json()["payment"]) == (201, None)
    assert placed["Deprecation"] == "@1796083200"
    assert placed["Sunset"] == "Tue, 01 Jun 2027 00:00:00 GMT"
    assert placed["Link"] == '</api/v2/orders>; rel="successor-version"'
