"""After its retention an order tells nothing of a person, and can be read all the same."""

import pytest

from apps.orders.models import Order
from apps.orders.queries.tracking_links import tracking_token
from dominos.kernel import clock
from dominos.kernel.auth import Role
from dominos.kernel.retention import purge
from dominos.kernel.sealed import keys
from dominos.kernel.testing.api import client, principal
from dominos.kernel.ttl_cache import clear_all

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
        keys.destroy_unused("orders")
        clear_all()
        assert [keys.find("orders", order.pk) is None for order in (ended, running)] == [True, False]
    erased = Order.objects.get(pk=ended.pk)
    assert erased.address is None and not any(getattr(erased, name) for name in PERSONAL)
    sold = [{**line, "note": ""} for line in ended.lines]
    assert (erased.total, erased.lines, erased.number) == (ended.total, sold, ended.number)
    running = Order.objects.get(pk=running.pk)
    assert running.contact_name and running.lines[0]["note"] == "for Aino"
    answer = client(world.customer).get(f"/api/v1/orders/{ended.pk}")
    assert answer.status_code == 200
    assert answer.data["address"] is None and answer.data["contact"]["name"] == ""


def test_an_order_whose_key_is_gone_is_shown_to_everybody_without_its_customer(world):
    """As after a restart from backups that do not match, while the food is out."""
    order = world.ready()
    world.assign(order)
    world.pick_up(order)
    keys.destroy("orders", [order.pk])
    manager = client(principal(Role.STORE_MANAGER, stores=(world.store.id,)))
    link = tracking_token(order.pk)
    for by, path in (
        (client(world.customer), f"/api/v1/orders/{order.pk}"),
        (client(world.customer), "/api/v1/orders"),
        (manager, f"/api/v1/orders/{order.pk}"),
        (manager, f"/api/v1/orders/search?number={order.number}"),
        (manager, f"/api/v1/orders/{order.pk}/history"),
        (manager, f"/api/v1/orders/{order.pk}/slips/run_sheet"),
        (manager, f"/api/v1/stores/{world.store.id}/make-line"),
        (client(), f"/api/v1/track/{link}"),
    ):
        assert by.get(path).status_code == 200, path
    assert client().get(f"/track/{link}/map.png").status_code == 302
    assert Order.objects.get(pk=order.pk).address is None
