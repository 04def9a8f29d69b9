"""Defects of well-known peers that concern orders; each is named after what went wrong there."""

from datetime import timedelta

import pytest

from apps.orders.models import Order
from apps.orders.tests.world import refreshed
from dominos.kernel import clock
from dominos.kernel.ids import new_id
from dominos.kernel.testing.api import client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("action", ["deliver", "arrive", "pick_up", "hand_over"])
@pytest.mark.parametrize("by", ["staff", "manager", "support"])
def test_a_restaurant_marks_an_order_delivered_while_the_courier_drives(world, action, by):
    order = world.ready()
    world.assign(order)
    world.pick_up(order)
    response = world.act(order, action, by=getattr(world, by), code="0000")
    assert response.status_code in (403, 409)
    assert set(response.json()["allowed_actions"]) <= {"cancel"}
    assert refreshed(order).status == "OUT_FOR_DELIVERY"


def test_is_delayed_hard_coded_false(world):
    with clock.stopped() as at:
        order = world.paid()
        url = f"/api/v1/orders/{order.id}"
        assert client(world.customer).get(url).json()["is_delayed"] is False
        at.at = order.promised_to + timedelta(seconds=1)
        assert client(world.customer).get(url).json()["is_delayed"] is True


def test_tax_and_delivery_fee_trusted_from_the_client(world):
    for money in ("tax", "delivery_fee", "discount", "food", "total", "amounts"):
        assert (
            client(world.customer).post("/api/v1/orders/price", world.basket(**{money: 0})).status_code == 400
        )
        assert world.post_order(str(new_id()), **{money: 0}).status_code == 400


def test_a_second_payment_on_refresh(world):
    """The order, not the form, is what is paid: placing again makes no second one."""
    quote = world.quote()
    assert world.post_order(quote["id"]).status_code == 201
    again = world.post_order(quote["id"])
    assert (again.status_code, again.json()["order_id"]) == (409, str(Order.objects.get().id))
