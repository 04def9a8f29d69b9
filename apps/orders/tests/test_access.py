"""Who sees and moves which order: lists, details, history, the make line, actions and their repetition."""

import pytest

from apps.orders.models import Order, OrderHistory
from apps.orders.tests.builders import refreshed
from apps.orders.tests.foreign import foreign_urls
from dominos.kernel.auth import Principal, Role
from dominos.kernel.ids import new_id
from dominos.kernel.testing.api import client, principal

pytestmark = pytest.mark.django_db


def listed(caller, **filters):
    response = client(caller).get("/api/v1/orders", filters)
    assert response.status_code == 200, response.json()
    return [row["id"] for row in response.json()["results"]]


def test_everybody_lists_what_is_theirs(world):
    mine = str(world.placed().id)
    hers = principal(Role.CUSTOMER)
    other = world.post_order(world.quote(hers)["id"], by=hers).json()["id"]
    assert listed(world.customer) == [mine]
    assert listed(hers) == [other]
    assert listed(world.staff) == listed(world.support) == [other, mine]
    assert listed(principal(Role.STORE_STAFF, stores=(new_id(),))) == []
    assert client(principal(Role.COURIER)).get("/api/v1/orders").status_code == 403
    assert client().get("/api/v1/orders").status_code == 401


def test_filters_and_pages(world):
    orders = [world.paid(), *(world.placed() for _ in range(3))]
    assert listed(world.staff, status="PLACED") == [str(orders[0].id)]
    assert len(listed(world.staff, store=world.store.id)) == 4
    assert listed(world.staff, store=new_id()) == []
    assert len(listed(world.staff, date=orders[0].business_date)) == 4
    assert listed(world.staff, date="2020-01-01") == []
    first = client(world.customer).get("/api/v1/orders", {"page_size": 2}).json()
    second = client(world.customer).get(first["next"]).json()
    seen = [row["id"] for page in (first, second) for row in page["results"]]
    assert seen == [str(order.id) for order in reversed(orders)]


@pytest.mark.parametrize(
    "bad", [{"status": "EATEN"}, {"store": "x"}, {"date": "yesterday"}, {"customer": "1"}]
)
def test_bad_filters(world, bad):
    assert client(world.support).get("/api/v1/orders", bad).status_code == 400


def test_the_list_takes_a_constant_number_of_statements(world, django_assert_num_queries):
    for _ in range(3):
        world.placed()
    with django_assert_num_queries(1):
        listed(world.customer)


def test_foreign_orders_do_not_exist(world):
    staff = [principal(role, stores=(new_id(),)) for role in (Role.STORE_STAFF, Role.STORE_MANAGER)]
    strangers = [principal(Role.CUSTOMER), *staff]
    for method, url in foreign_urls():
        headers = {"Idempotency-Key": str(new_id())}
        answers = [getattr(client(who), method.lower())(url, headers=headers) for who in strangers]
        found = {answer.status_code for answer in answers}
        assert found in ({404}, {403, 404}), (method, url, "403 is for a role that may never do this")


def test_details_by_position(world):
    order = world.paid(service="CARRYOUT", store_id=str(world.store.id), address=None)
    url = f"/api/v1/orders/{order.id}"
    mine = client(world.customer).get(url).json()
    theirs = client(world.staff).get(url).json()
    assert (len(mine["collection_code"]), theirs["collection_code"]) == (4, "")
    assert (bool(mine["tracking_token"]), theirs["tracking_token"]) == (True, "")
    assert mine["allowed_actions"] == ["cancel", "revise"]
    assert theirs["allowed_actions"] == ["accept", "cancel"]


def test_the_same_step_again_by_the_same_person_changes_nothing(world):
    order = world.paid()
    for _ in range(3):
        response = world.act(order, "accept")
        assert (response.status_code, response.json()["sequence"]) == (200, 2)
    assert OrderHistory.objects.filter(order=order).count() == 3
    other = world.act(order, "accept", by=world.manager)
    assert other.status_code == 409
    assert other.json()["allowed_actions"] == ["start", "cancel"]
    assert other.json()["order_status"] == "ACCEPTED"


@pytest.mark.parametrize(
    ("action", "by", "status"),
    [
        ("ready", "staff", 409),
        ("accept", "customer", 403),
        ("deliver", "support", 403),
        ("eat", "staff", 404),
    ],
)
def test_steps_that_do_not_go(world, action, by, status):
    order = world.paid()
    response = world.act(order, action, by=getattr(world, by))
    assert response.status_code == status, response.json()
    assert refreshed(order).sequence == 1


def test_bad_input_to_an_action(world):
    order = world.paid()
    assert world.act(order, "cancel", by=world.support, fault="fate").status_code == 400
    assert world.act(order, "cancel", by=world.support, refund=100).status_code == 400
    assert refreshed(order).status == "PLACED"


def test_a_manager_elsewhere_is_staff_here(world):
    """Roles are of a person, rights are of a store."""
    order = world.paid()
    both = Principal(
        new_id(),
        frozenset({Role.STORE_STAFF, Role.STORE_MANAGER}),
        frozenset({world.store.id, other := new_id()}),
        frozenset({other}),
    )
    assert world.act(order, "reject", by=both, reason="no").status_code == 403
    assert client(both).get(f"/api/v1/orders/{order.id}").json()["allowed_actions"] == ["accept", "cancel"]
    assert world.act(order, "accept", by=both).status_code == 200


def test_the_make_line_is_in_promise_order(world):
    late = world.paid()
    soon = world.paid()
    Order.objects.filter(pk=soon.pk).update(promised_to=late.promised_to.replace(year=2020))
    world.placed()
    url = f"/api/v1/stores/{world.store.id}/make-line"
    body = client(world.staff).get(url).json()
    assert [row["id"] for row in body["queue"]] == [str(soon.id), str(late.id)]
    assert body["load"] == {"to_make": 4, "to_bake": 4}
    assert body["queue"][0]["is_delayed"]
    assert client(principal(Role.STORE_STAFF, stores=(new_id(),))).get(url).status_code == 404
    assert client(world.customer).get(url).status_code == 403
