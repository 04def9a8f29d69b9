"""Complaints: credited by rule within limits, the rest for support."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from apps.orders.contract.fake import FakeOrdersService, an_order
from apps.orders.contract.service import OrdersService
from apps.payments.contract.fake import FakePaymentsService
from apps.payments.contract.service import PaymentsService
from apps.reviews.domain.complaints import (
    SHARE,
    ComplaintRules,
    Facts,
    ForSupport,
    Matter,
    credit_of,
    why_support,
)
from apps.reviews.models import Complaint, ComplaintPhoto
from apps.reviews.tests.builders import complete, picture
from dominos.kernel.auth import Role
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.messaging import outbox
from dominos.kernel.testing.api import client, principal

database = pytest.mark.django_db(transaction=True)
FINE = {
    "matter": Matter.MISSING,
    "cost": 1000,
    "total": 2667,
    "age": timedelta(hours=1),
    "earlier": 0,
    "has_photo": True,
    "has_mailbox": True,
    "is_refunded": False,
}


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({}, None),
        ({"matter": Matter.OTHER}, ForSupport.NO_RULE),
        ({"cost": 0}, ForSupport.NO_RULE),
        ({"has_photo": False}, ForSupport.NO_PHOTO),
        ({"has_mailbox": False}, ForSupport.NO_MAILBOX),
        ({"age": timedelta(hours=24)}, None),
        ({"age": timedelta(hours=24, seconds=1)}, ForSupport.TOO_LATE),
        ({"earlier": 1}, None),
        ({"earlier": 2}, ForSupport.TOO_OFTEN),
        ({"cost": 1333}, None),
        ({"cost": 1334}, ForSupport.TOO_MUCH),
        ({"is_refunded": True}, ForSupport.REFUNDED),
    ],
)
def test_a_rule_decides_within_its_limits_alone(changes, why):
    assert why_support(Facts(**FINE | changes), ComplaintRules()) == why


def test_a_complaint_is_worth_its_share_of_the_lines():
    assert {matter: credit_of(Facts(**FINE | {"matter": matter})) for matter in SHARE} == {
        Matter.MISSING: 1000,
        Matter.WRONG: 1000,
        Matter.BURNT: 500,
        Matter.SPILLED: 500,
        Matter.COLD: 300,
    }


@pytest.fixture
def orders(stand_in):
    stand_in(PaymentsService, FakePaymentsService())
    return stand_in(OrdersService, FakeOrdersService())


@pytest.fixture
def customer():
    return principal(Role.CUSTOMER)


@pytest.fixture
def order(orders, customer):
    event = complete(customer.id)
    return orders.add(
        an_order(
            order_id=event.order_id, customer_id=customer.id, contact_email="a@b.example", placed_at=now()
        )
    )


def complain(caller, order, **body):
    return client(caller).put(
        f"/api/v1/orders/{order.order_id}/complaint",
        {"matter": "cold", "lines": "1", "words": "Ice", "photo": picture(), **body},
        format="multipart",
    )


def granted():
    rows = outbox.table("reviews", "OutboxMessage").objects.filter(type="payments.grant_credit")
    return [row.data for row in rows.order_by("id")]


@database
def test_a_photo_of_what_was_wrong_is_credited_at_once_and_once(customer, order):
    answer = complain(customer, order)
    assert (answer.status_code, answer.json()["state"]) == (201, "CREDITED")
    (command,) = granted()
    assert (command["amount"], command["owner_id"]) == (answer.json()["amount"], str(customer.id))
    assert complain(customer, order).json()["code"] == "already-complained"
    assert len(granted()) == ComplaintPhoto.objects.count() == 1
    own = client(customer).get(f"/api/v1/orders/{order.order_id}/complaint").json()
    assert (own["matter"], own["words"]) == ("cold", "Ice")


@database
def test_without_a_photo_support_decides_once_and_sees_why(customer, order):
    answer = client(customer).put(
        f"/api/v1/orders/{order.order_id}/complaint", {"matter": "cold", "lines": "1"}, format="multipart"
    )
    assert (answer.json()["state"], answer.json()["amount"], granted()) == ("OPEN", 0, [])
    support = client(principal(Role.SUPPORT))
    (waiting,) = support.get("/api/v1/complaints?state=OPEN").json()["results"]
    assert (waiting["why"], waiting["has_photo"]) == ("no_photo", False)
    decision = f"/api/v1/complaints/{waiting['id']}/decision"
    assert support.post(decision, {"amount": 10**8}).status_code == 400
    assert support.post(decision, {"amount": 300}).json()["state"] == "CREDITED"
    assert support.post(decision, {"amount": 300}).json()["code"] == "not-for-this-complaint"
    assert [command["amount"] for command in granted()] == [300]


@database
@pytest.mark.parametrize(("field", "wrong"), [("lines", "9"), ("lines", "x"), ("matter", "x")])
def test_bad_complaints_say_what_is_wrong(customer, order, field, wrong):
    answer = complain(customer, order, **{field: wrong})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, field)
    assert not Complaint.objects.exists()


@database
def test_a_photo_is_for_support_and_the_stores_managers(customer, order):
    made = complain(customer, order).json()
    path = f"/api/v1/complaints/{made['id']}/photo"
    answers = [
        client(who).get(path).status_code
        for who in (
            principal(Role.SUPPORT),
            principal(Role.STORE_MANAGER, stores=(order.store_id,)),
            principal(Role.STORE_MANAGER, stores=(new_id(),)),
            customer,
        )
    ]
    assert answers == [200, 200, 404, 403]


@database
@pytest.mark.parametrize(("matter", "state"), [("cold", "CREDITED"), ("other", "OPEN")])
def test_the_desk_grants_what_the_rule_suggests_and_declines_nothing_by_that(customer, order, matter, state):
    complain(customer, order, matter=matter)
    Complaint.objects.update(state="OPEN", amount=0)
    desk = Client()
    boss = get_user_model().objects.create_superuser(f"{new_id()}@example.com", name="Ada")
    desk.force_login(boss, "django.contrib.auth.backends.ModelBackend")
    chosen = {"action": "grant", "confirmed": "yes", "_selected_action": [str(Complaint.objects.get().pk)]}
    assert desk.post("/admin/reviews/complaint/", chosen).status_code == 302
    kept = Complaint.objects.get()
    assert (kept.state, kept.amount) == (state, kept.suggested)
