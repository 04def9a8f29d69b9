"""After its retention an order tells nothing of a person, and can be read all the same."""

import pytest

from apps.orders.models import Order
from dominos.kernel import clock
from dominos.kernel.retention import purge
from dominos.kernel.testing.api import client

pytestmark = pytest.mark.django_db(transaction=True)
PERSONAL = (
    "contact_name",
    "contact_phone",
    "contact_email",
    "instructions",
    "client",
    "vehicle",
    "parking_spot",
)


def test_an_order_that_ended_two_years_ago_tells_nothing_of_its_customer(world):
    ended, running = world.placed(), world.placed()
    for order in (ended, running):
        order.lines = [{**line, "note": "for Aino"} for line in order.lines]
        order.save()
    assert world.act(ended, "cancel", by=world.customer).status_code == 200
    with clock.stopped() as time:
        time.advance(days=729)
        purge("orders")
        assert Order.objects.get(pk=ended.pk).contact_name
        time.advance(days=2)
        purge("orders")
    erased = Order.objects.get(pk=ended.pk)
    assert erased.address is None and not any(getattr(erased, name) for name in PERSONAL)
    sold = [{**line, "note": ""} for line in ended.lines]
    assert (erased.total, erased.lines, erased.number) == (ended.total, sold, ended.number)
    running = Order.objects.get(pk=running.pk)
    assert running.contact_name and running.lines[0]["note"] == "for Aino"
    answer = client(world.customer).get(f"/api/v1/orders/{ended.pk}")
    assert answer.status_code == 200
    assert answer.data["address"] is None and answer.data["contact"]["name"] == ""
