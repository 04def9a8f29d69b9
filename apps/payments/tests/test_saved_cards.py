"""Saved cards: their owner's alone, by token, with or without the bank's question."""

import pytest

from apps.payments.gateways.embedded.cards import ACTION_PATH
from apps.payments.models import EmbeddedCard, GatewayCustomer, Payment, SavedCard
from dominos.kernel.auth import Role
from dominos.kernel.ids import new_id
from dominos.kernel.testing.api import client, principal

pytestmark = pytest.mark.django_db(transaction=True)
URL = "/api/v1/payments/methods"


@pytest.fixture
def owner(world):
    return client(principal(Role.CUSTOMER, id=world.customer_id))


def add(api, token="pm_card_visa", key=None):
    return api.post(URL, {"token": token}, HTTP_IDEMPOTENCY_KEY=key or str(new_id()))


def pay_with(api, order, saved):
    body = {"order_id": str(order.order_id), "method": {"type": "card", "saved": saved}}
    return api.post("/api/v1/payments", body, HTTP_IDEMPOTENCY_KEY=str(new_id()))


def test_a_saved_card_pays_for_its_owner_alone(world, owner):
    key = str(new_id())
    card = add(owner, key=key)
    assert (card.status_code, card.data["brand"], card.data["last4"]) == (201, "visa", "4242")
    assert "token" not in card.data
    assert add(owner, key=key).data == card.data
    assert [row["id"] for row in owner.get(URL).data] == [card.data["id"]]
    add(owner, "pm_card_mastercard")
    assert GatewayCustomer.objects.count() == 1
    assert pay_with(owner, world.order(), card.data["id"]).data["status"] == "AUTHORIZED"
    stranger_id = new_id()
    stranger = client(principal(Role.CUSTOMER, id=stranger_id))
    assert pay_with(stranger, world.order(customer_id=stranger_id), card.data["id"]).status_code == 404
    assert stranger.get(URL).data == []
    assert stranger.delete(f"{URL}/{card.data['id']}").status_code == 404


def test_a_removed_card_pays_no_more(world, owner):
    card = add(owner).data
    assert owner.delete(f"{URL}/{card['id']}").status_code == 204
    assert owner.delete(f"{URL}/{card['id']}").status_code == 404
    assert owner.get(URL).data == []
    assert pay_with(owner, world.order(), card["id"]).status_code == 404
    assert EmbeddedCard.objects.get().forgotten_at is not None
    assert not Payment.objects.exists()


def test_the_bank_may_ask_the_owner_first(world, owner, client):
    card = add(owner, "pm_card_threeDSecure2Required")
    assert (card.status_code, owner.get(URL).data) == (202, [])
    assert pay_with(owner, world.order(), card.data["id"]).data["code"] == "card-not-ready"
    path = ACTION_PATH + card.data["next_action"]["url"].rstrip("/").rsplit("/", 1)[1] + "/"
    assert "Keep this card" in client.get(path).content.decode()
    assert owner.post(f"{URL}/{card.data['id']}/confirm").status_code == 202
    assert client.post(path, {"outcome": "perhaps"}).status_code == 400
    assert client.post(path, {"outcome": "approve"}).status_code == 200
    assert owner.post(f"{URL}/{card.data['id']}/confirm").data["status"] == "READY"
    assert pay_with(owner, world.order(), card.data["id"]).status_code == 201


def test_what_is_refused(owner, world, faulty):
    assert add(owner, "pm_card_chargeDeclinedExpiredCard").data["decline_code"] == "expired_card"
    assert add(owner, "pm_unknown").data["decline_code"] == "invalid_payment_method"
    assert add(owner, "4242424242424242").data["errors"][0]["code"] == "card-number"
    assert owner.post(URL, {"token": "pm_card_visa"}).status_code == 400
    faulty.lost_requests = 2
    assert add(owner).data["code"] == "card-gateway-down"
    assert not SavedCard.objects.exists()
    both = {"type": "card", "saved": str(new_id()), "token": "pm_card_visa"}
    body = {"order_id": str(world.order().order_id), "method": both}
    assert owner.post("/api/v1/payments", body, HTTP_IDEMPOTENCY_KEY="k").status_code == 400
