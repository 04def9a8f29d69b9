"""Payments that need the customer's action first."""

import pytest

from apps.payments.contract.types import PaymentStatus
from apps.payments.domain.gateway import GatewayStatus
from apps.payments.models import EmbeddedPayment, Payment
from apps.payments.processing.stale_payments import check_due
from apps.payments.tests.builders import events, status_of
from dominos.kernel import clock
from dominos.kernel.auth import Role
from dominos.kernel.ids import new_id
from dominos.kernel.testing.api import client, principal

pytestmark = pytest.mark.django_db(transaction=True)
TOKEN = "pm_card_threeDSecure2Required"


@pytest.fixture
def challenge(world, pay):
    """A payment that waits for the customer: its order, its data and a way to confirm it."""
    order = world.order()
    answer = pay(order.order_id, TOKEN)
    assert (answer.status_code, answer.data["status"]) == (202, "REQUIRES_ACTION")
    return order, answer.data


def confirm(world, payment_id, as_id=None):
    api = client(principal(Role.CUSTOMER, id=as_id or world.customer_id))
    return api.post(f"/api/v1/payments/{payment_id}/confirm")


def test_approved(world, challenge, client):
    order, payment = challenge
    assert confirm(world, payment["id"]).status_code == 202
    assert not events("payment_authorized", order.order_id)
    path = payment["next_action"]["url"].split("/", 3)[3]
    assert "26.67 EUR" in client.get(f"/{path}").content.decode()
    assert client.post(f"/{path}", {"outcome": "approve"}).status_code == 200
    answer = confirm(world, payment["id"])
    assert (answer.status_code, answer.data["status"], answer.data["next_action"]) == (
        200,
        "AUTHORIZED",
        None,
    )
    assert confirm(world, payment["id"]).data == answer.data
    assert len(events("payment_authorized", order.order_id)) == 1


def test_refused_by_the_customer(world, challenge, client):
    order, payment = challenge
    path = payment["next_action"]["url"].split("/", 3)[3]
    client.post(f"/{path}", {"outcome": "refuse"})
    answer = confirm(world, payment["id"])
    assert (answer.status_code, answer.data["decline_code"]) == (402, "authentication_failed")
    assert events("payment_failed", order.order_id)[0]["code"] == "authentication_failed"


def test_the_page_knows_its_actions_only(challenge, client):
    path = challenge[1]["next_action"]["url"].split("/", 3)[3]
    assert client.post(f"/{path}", {"outcome": "perhaps"}).status_code == 400
    assert client.get("/gateway/embedded/three-d-secure/no-such-token/").status_code == 404


def test_somebody_else_cannot_confirm(world, challenge):
    assert confirm(world, challenge[1]["id"], as_id=new_id()).status_code == 404


def test_another_card_takes_the_place_and_a_late_approval_is_released(world, pay, challenge, client):
    order, payment = challenge
    assert pay(order.order_id).status_code == 201
    old = EmbeddedPayment.objects.get(payment_id=payment["id"])
    assert old.status == GatewayStatus.VOIDED
    assert Payment.objects.get(id=payment["id"]).failure_code == "superseded"
    assert not events("payment_failed", order.order_id)
    path = payment["next_action"]["url"].split("/", 3)[3]
    client.post(f"/{path}", {"outcome": "approve"})
    assert sum(p.authorized for p in EmbeddedPayment.objects.all()) == order.amounts.total


def test_a_customer_who_never_comes_back_is_found_by_the_sweeper(world, challenge, client):
    order, payment = challenge
    path = payment["next_action"]["url"].split("/", 3)[3]
    client.post(f"/{path}", {"outcome": "approve"})
    with clock.stopped() as stopped:
        assert check_due() == 0
        stopped.advance(minutes=6)
        assert check_due() == 1
    assert status_of(order.order_id) is PaymentStatus.AUTHORIZED
