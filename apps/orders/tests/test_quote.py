"""Quotes: what they freeze, and every input they refuse without a trace."""

import pytest

from apps.orders.domain.eta import EtaStage
from apps.orders.models import Order, Quote
from apps.orders.tests.builders import HOME
from apps.stores.contract.fake import a_store
from apps.users.contract.types import SavedAddress
from dominos.kernel.auth import Role
from dominos.kernel.ids import new_id
from dominos.kernel.testing.api import client, principal

pytestmark = pytest.mark.django_db
URL = "/api/v1/orders/price"


def post(world, by=None, **changes):
    return client(by or world.customer).post(URL, world.basket(**changes))


def test_a_quote_freezes_prices_terms_and_a_window(world):
    found = world.quote()
    amounts = found["amounts"]
    assert amounts["food"] == 2 * (1399 + 189) + 290
    assert amounts["delivery_fee"] == 0, "from 30.00 on the zone delivers for nothing"
    assert amounts["total"] == amounts["food"] + 200
    stored = Quote.objects.get(pk=found["id"])
    assert stored.customer_id == world.customer.id
    assert stored.terms["tax_percent"] == "14"
    assert stored.terms["kitchen"]["oven_slots"] == world.store.kitchen.oven_slots
    assert stored.plan[EtaStage.TRAVEL].expected == world.delivery.seconds
    assert stored.plan[EtaStage.OVEN].expected == 390
    assert (stored.expires_at - stored.created_at).total_seconds() == 600
    assert stored.promised_to > stored.promised_from
    assert found["fallbacks"] == []


def test_the_fee_follows_the_subtotal(world):
    found = world.quote(lines=[{"variant": "14HT"}])
    assert found["amounts"]["delivery_fee"] == 390


def test_the_same_basket_has_the_same_hash(world):
    assert world.quote()["basket_hash"] == world.quote()["basket_hash"]
    assert world.quote()["basket_hash"] != world.quote(lines=[{"variant": "14HT"}])["basket_hash"]


def test_a_guest_may_ask_for_a_price(world):
    response = client().post(URL, world.basket())
    assert response.status_code == 201
    assert Quote.objects.get(pk=response.json()["id"]).customer_id is None


def test_a_saved_address_is_the_callers_own(world):
    address = SavedAddress(id=new_id(), label="home", **HOME)
    world.users.addresses[world.customer.id, address.id] = address
    found = world.quote(address={"address_id": str(address.id)})
    assert found["address"]["street"] == "Bulevardi"
    stranger = principal(Role.CUSTOMER)
    assert post(world, stranger, address={"address_id": str(address.id)}).status_code == 404
    anonymous = client().post(URL, world.basket(address={"address_id": str(address.id)}))
    assert anonymous.status_code == 400
    assert anonymous.json()["errors"][0]["field"] == "address.address_id"


def test_carryout_needs_no_address_and_costs_no_fee(world):
    found = world.quote(
        service="CARRYOUT", address=None, store_id=str(world.store.id), lines=[{"variant": "COLA-033"}]
    )
    assert found["amounts"]["delivery_fee"] == 0
    assert found["address"] is None


def test_without_delivery_the_window_is_a_marked_guess(world):
    world.delivery.down = True
    assert world.quote()["fallbacks"] == ["delivery_estimate"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"total": 1}, "total"),
        ({"amounts": {"total": 1}}, "amounts"),
        ({"delivery_fee": 0}, "delivery_fee"),
        ({"lines": []}, "lines"),
        ({"lines": "pizza"}, "lines"),
        ({"lines": [{"variant": "14HT", "quantity": -1}]}, "lines.0.quantity"),
        ({"lines": [{"variant": "14HT", "quantity": 0}]}, "lines.0.quantity"),
        ({"lines": [{"variant": "14HT", "quantity": "many"}]}, "lines.0.quantity"),
        ({"lines": [{"variant": "14HT"}, {"variant": "14HT", "unit_price": 1}]}, "lines.1.unit_price"),
        ({"lines": [{"variant": "14HT", "options": {"P": {"3/4": 1}}}]}, "lines.0.options.P.3/4"),
        ({"lines": [{"variant": "14HT", "options": {"P": {"1/2": "lots"}}}]}, "lines.0.options.P.1/2"),
        ({"lines": [{"variant": "14HT", "options": {"P": {"1/2": 100}}}]}, "lines.0.options.P.1/2"),
        ({"lines": [{"variant": "14HT", "options": {"P": 1}}]}, "lines.0.options.P"),
        ({"service": "DRONE"}, "service"),
        ({"tip": -1}, "tip"),
        ({"tip": 1.5}, "tip"),
        ({"tip": 1_000_000}, "tip"),
        ({"address": None}, "address"),
        ({"address": {"lat": 60, "lon": 24}}, "address.street"),
        ({"address": {**HOME, "lat": 91}}, "address.lat"),
        ({"address": {**HOME, "floor": "2"}}, "address.floor"),
        ({"address": {**HOME, "address_id": str(new_id())}}, "address.lat"),
        ({"service": "CARRYOUT", "address": None}, "store_id"),
        ({"store_id": "not-an-id"}, "store_id"),
    ],
)
def test_bad_input_is_refused_field_by_field(world, changes, field):
    response = (
        post(world, **changes)
        if "address" not in changes or changes["address"]
        else post(world, **{**changes, "address": None})
    )
    assert response.status_code == 400, response.json()
    assert field in [error["field"] for error in response.json()["errors"]]
    assert not Quote.objects.exists()


@pytest.mark.parametrize("body", ["{", "[]", '"pizza"', "null"])
def test_malformed_json_is_a_400(world, body):
    response = client(world.customer).post(URL, body, content_type="application/json")
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"


def test_refusals_of_the_basket_keep_their_fields(world):
    response = post(world, lines=[{"variant": "14HT"}, {"variant": "ANCHOVY"}])
    assert response.status_code == 422
    assert response.json()["code"] == "basket-refused"
    assert response.json()["errors"][0]["field"] == "lines.1.variant"
    assert not Quote.objects.exists()


def test_a_closed_store_says_why(world):
    world.stores.shut[world.store.id] = "holiday"
    response = post(world)
    assert response.status_code == 422
    assert (response.json()["code"], response.json()["reason"]) == ("store-closed", "holiday")


def test_outside_every_zone_carryout_is_offered(world):
    response = post(world, address={**HOME, "lat": 61.0})
    assert response.status_code == 422
    assert response.json()["code"] == "out-of-zone"
    assert response.json()["carryout"][0]["store_id"] == str(world.store.id)


def test_below_the_minimum(world):
    response = post(world, lines=[{"variant": "COLA-033"}])
    assert response.status_code == 422
    assert response.json()["code"] == "below-minimum"
    assert response.json()["missing"] == 1000 - 290


def test_another_store_serves_the_address(world):
    other = a_store()
    world.stores.stores.append(other)
    response = post(world, store_id=str(other.id))
    assert response.status_code == 422
    assert response.json()["store_id"] == str(world.store.id)


def test_an_unknown_store_is_not_found(world):
    response = post(world, service="CARRYOUT", address=None, store_id=str(new_id()))
    assert response.status_code == 404
    assert post(world, store_id=str(new_id())).status_code == 404, "for a delivery, too"


def test_nothing_but_a_quote_is_written(world):
    world.quote()
    assert (Quote.objects.count(), Order.objects.count()) == (1, 0)
