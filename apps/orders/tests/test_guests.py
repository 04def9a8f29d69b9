"""Guests: order, pay and follow without an account, see nothing else, and join one whose address is proved."""

import pytest

from apps.orders.models import Order
from apps.orders.service import LocalOrdersService
from apps.orders.tests.builders import HOME, refreshed, sent
from apps.users.contract.events import EmailVerified
from apps.users.contract.types import Person
from dominos.kernel.auth import Role
from dominos.kernel.ids import new_id
from dominos.kernel.messaging.inbox import receive
from dominos.kernel.messaging.messages import envelope_of
from dominos.kernel.testing.api import client, principal

pytestmark = pytest.mark.django_db
CONTACT = {"name": "Veera", "phone": "+358 40 7654321", "email": "Veera@Example.org"}


@pytest.fixture
def guest():
    return principal(Role.GUEST)


@pytest.fixture
def order(world, guest):
    placed = world.post_order(world.quote(guest)["id"], by=guest, contact=CONTACT)
    assert placed.status_code == 201, placed.json()
    return Order.objects.get(pk=placed.json()["id"])


def prove(world, *, email="veera@example.org", is_verified=True, phone="040 765 4321"):
    person = Person(id=new_id(), email=email, name="", phone=phone, locale="en", is_verified=is_verified)
    world.users.add(person)
    event = EmailVerified(user_id=person.id)
    receive("orders", envelope_of(event, producer="users", subject=person.id, sequence=0))
    return principal(Role.CUSTOMER, id=person.id)


def test_a_guest_orders_and_follows(world, guest, order):
    assert (order.customer_id, order.is_guest) == (guest.id, True)
    world.pay(order)
    seen = client(guest).get(f"/api/v1/orders/{order.id}").json()
    assert seen["status"] == "PLACED"
    assert client().get(f"/api/v1/track/{seen['tracking_token']}").status_code == 200
    assert [row["id"] for row in client(guest).get("/api/v1/orders").json()["results"]] == [str(order.id)]
    summary = LocalOrdersService().get_order(order_id=order.id)
    assert (summary.contact_name, summary.contact_email) == ("Veera", "veera@example.org")
    assert world.act(order, "cancel", by=guest).status_code == 200


def test_a_door_without_a_postcode_and_a_number_as_people_write_it(world, guest):
    address = {name: value for name, value in HOME.items() if name not in ("postcode", "city")}
    quote = world.quote(guest, address={**address, "house_number": "7\u00a0B", "city": " "})
    contact = {**CONTACT, "phone": "(212)\u00a0555-0100", "name": "Jose\u0301\u00a0Luis"}
    placed = world.post_order(quote["id"], by=guest, contact=contact)
    assert placed.status_code == 201
    order = Order.objects.get(pk=placed.json()["id"])
    assert (order.contact_phone, order.contact_name) == ("(212) 555-0100", "Jos\u00e9 Luis")
    assert (order.address["house_number"], order.address["postcode"]) == ("7 B", "")


def test_another_guest_sees_nothing_of_it(world, order):
    other = principal(Role.GUEST)
    assert client(other).get(f"/api/v1/orders/{order.id}").status_code == 404
    assert client(other).get("/api/v1/orders").json()["results"] == []
    assert world.act(order, "cancel", by=other).status_code == 404


def test_a_guest_leaves_an_address_for_the_confirmation(world, guest):
    quote = world.quote(guest)
    refused = world.post_order(quote["id"], by=guest, contact={**CONTACT, "email": "nobody"})
    assert refused.json()["errors"][0]["field"] == "contact.email"
    contact = {name: CONTACT[name] for name in ("name", "phone")}
    refused = world.post_order(quote["id"], by=guest, contact=contact)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "contact.email")


def test_a_guests_limited_deal_counts_by_the_address_not_by_the_token(world):
    world.menu.deals["ONCE"], world.menu.deal_limits["ONCE"] = 300, (None, 1)
    answers = []
    for _ in range(2):
        guest = principal(Role.GUEST)
        answers.append(world.post_order(world.quote(guest, deals=["ONCE"])["id"], by=guest, contact=CONTACT))
    assert [answer.status_code for answer in answers] == [201, 409]
    assert list(answers[1].json()["deals"]["lost"]) == ["ONCE"]


def test_guest_orders_joined_to_an_account_before_the_email_was_verified(world, order):
    """Whoever registers somebody's address gets nothing until it is proved."""
    thief = prove(world, is_verified=False)
    assert client(thief).get(f"/api/v1/orders/{order.id}").status_code == 404
    assert prove(world, email="other@example.org").id != refreshed(order).customer_id

    owner = prove(world)
    assert client(owner).get(f"/api/v1/orders/{order.id}").status_code == 200
    assert refreshed(order).customer_id == owner.id
    assert sent(order).count("orders.guest_order_claimed") == 1
    assert prove(world, email="VEERA@example.org").id != refreshed(order).customer_id, "it is nobody's twice"


def test_orders_join_an_account_that_has_the_telephone_without_its_area(world, order):
    assert prove(world, phone="765 4321").id == refreshed(order).customer_id


@pytest.mark.parametrize("phone", ["", "040 111 2222", "050 765 4321", "4321"])
def test_the_owner_of_a_mistyped_mailbox_learns_neither_who_nor_where_and_does_nothing(
    world, guest, order, phone
):
    owner = client(stranger := prove(world, phone=phone))
    seen = owner.get(f"/api/v1/orders/{order.id}").json()
    assert seen["contact"] == {"name": "", "phone": "", "email": ""}
    assert (seen["address"], seen["instructions"]) == (None, "")
    assert (seen["collection_code"], seen["tracking_token"], seen["allowed_actions"]) == ("", "", [])
    assert seen["cancellation"] is None and seen["total"] == order.total
    assert [row["id"] for row in owner.get("/api/v1/orders").json()["results"]] == [str(order.id)]
    assert world.act(order, "cancel", by=stranger).status_code == 404
    assert owner.post(f"/api/v1/orders/{order.id}/reorder", {}).status_code == 404
    assert refreshed(order).customer_id == guest.id
    assert client(guest).get(f"/api/v1/orders/{order.id}").json()["contact"]["name"] == "Veera"
    assert "orders.guest_order_claimed" not in sent(order)
    assert prove(world).id == refreshed(order).customer_id, "who ordered proves both"
    assert owner.get(f"/api/v1/orders/{order.id}").status_code == 404


def test_what_a_customer_typed_is_no_guests_address(world):
    order = world.post_order(world.quote()["id"], contact=CONTACT).json()
    prove(world)
    assert Order.objects.get(pk=order["id"]).customer_id == world.customer.id
