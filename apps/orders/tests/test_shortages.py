"""What has run out of an order ahead: its customer decides, while the store can still make what is left."""

from datetime import timedelta

import pytest

from apps.orders.lifecycle.transitions import LOOK_AHEAD
from apps.orders.models import SlotUse
from apps.orders.queries.shortages import needed_at
from apps.orders.queries.tracking_links import tracking_token
from apps.orders.tasks import release_scheduled, sweep_deadlines
from apps.orders.tests.builders import deliver, next_slot, refreshed, saga_of, sent
from apps.payments.contract.events import AuthorizationAdjusted, AuthorizationLapsed, AuthorizationRefused
from dominos.kernel import clock
from dominos.kernel.ids import new_id
from dominos.kernel.testing.api import client

pytestmark = pytest.mark.django_db
HELD_UP = "orders.order_held_up"


@pytest.fixture
def at():
    with clock.stopped() as stopped:
        yield stopped


@pytest.fixture
def order(world, at):
    """Two pizzas and a cola for later; the cola has run out, and comes in a smaller size."""
    world.menu.prices["COLA-02"] = 190
    order = world.paid(when=next_slot().isoformat())
    world.menu.sizes["COLA-033"] = ("COLA-02",)
    world.menu.sold_out.add("COLA-033")
    at.at = order.release_at - LOOK_AHEAD
    release_scheduled()
    return order


def by_link(order, path="", body=None, method="post"):
    answer = getattr(client(None), method)(f"/api/v1/track/{tracking_token(order.id)}{path}", body)
    return answer.status_code, answer.json()


def tracked(order):
    return by_link(order, method="get")[1]


def follow(order, event=AuthorizationAdjusted, **values):
    saga = saga_of(order)
    deliver(event(order_id=order.id, payment_id=saga.payment_id, revision=saga.revision, **values))


def take(order, **replacements):
    status, offer = by_link(order, "/offers", {"replacements": replacements})
    assert status == 201, offer
    assert by_link(order, f"/offers/{offer['quote_id']}")[1]["is_revising"]
    follow(order, amount=offer["total"], currency=order.currency)
    return offer


def test_the_customer_is_told_once_in_time_and_sees_what_there_is_instead(world, at, order):
    for _ in range(3):
        at.advance(minutes=5)
        release_scheduled()
    assert sent(order).count(HELD_UP) == 1
    expected = {
        "until": needed_at(order),
        "reason": "Not to be had any more: COLA-033.",
        "may_change": True,
        "lines": [
            {
                "number": 2,
                "name": "COLA-033",
                "detail": "",
                "is_kept": False,
                "alternatives": [{"variant": "COLA-02", "name": "COLA-02"}],
            }
        ],
    }
    told = tracked(order)["shortage"]
    assert told | {"until": expected["until"]} == expected
    own = client(world.customer).get(f"/api/v1/orders/{order.id}").json()
    assert (own["shortage"], "revise" in own["allowed_actions"]) == (told, True)


@pytest.mark.parametrize("is_time", [False, True])
def test_without_what_has_run_out_it_is_made_for_its_time(world, at, order, is_time):
    if is_time:
        at.at = needed_at(order) - timedelta(seconds=1)
        release_scheduled()
    offer = take(order)
    after = refreshed(order)
    assert (offer["was"], offer["total"]) == (order.total, order.total - 290)
    assert (after.status, after.total, len(after.lines)) == ("SCHEDULED", offer["total"], 1)
    assert (after.promised_to, after.scheduled_for) == (order.promised_to, order.scheduled_for)
    assert tracked(order)["shortage"] is None
    at.at = max(at.at, after.release_at)
    release_scheduled()
    assert (refreshed(order).status, sent(order).count(HELD_UP)) == ("PLACED", 1)
    assert SlotUse.objects.get().orders == 1


def test_another_size_is_taken_instead(world, at, order):
    assert take(order, **{"2": "COLA-02"})["total"] == order.total - 100
    assert [line["variant"] for line in refreshed(order).lines] == ["14HT", "COLA-02"]


def test_it_is_cancelled_with_the_money_back(world, at, order):
    status, seen = by_link(order, "/cancellation")
    assert (status, seen["status"], seen["ended"]["money"]) == (200, "CANCELLED", "released")
    assert "payments.void_payment" in sent(order)
    assert SlotUse.objects.get().orders == 0


def test_what_is_back_is_made_as_ordered_and_nothing_is_offered_any_more(world, at, order):
    world.menu.sold_out.clear()
    at.advance(minutes=5)
    release_scheduled()
    assert tracked(order)["shortage"] is None
    assert by_link(order, "/cancellation")[1]["code"] == "nothing-offered"
    assert by_link(order, "/offers", {})[1]["code"] == "nothing-offered"
    at.at = order.release_at
    release_scheduled()
    assert refreshed(order).status == "PLACED"


def test_what_is_missing_more_is_told_again_and_what_is_less_is_not(world, at, order):
    world.menu.sold_out.add("14HT")
    at.advance(minutes=5)
    release_scheduled()
    assert sent(order).count(HELD_UP) == 2
    assert tracked(order)["shortage"]["may_change"] is True
    world.menu.sizes.clear()
    world.menu.sold_out.remove("14HT")
    at.advance(minutes=5)
    release_scheduled()
    assert (sent(order).count(HELD_UP), len(tracked(order)["shortage"]["lines"])) == (2, 1)


def test_a_closed_store_is_told_of_and_no_change_helps(world, at, order):
    world.menu.sold_out.clear()
    world.stores.shut[world.store.id] = "forced_closed"
    at.advance(minutes=5)
    release_scheduled()
    told = tracked(order)["shortage"]
    assert (told["lines"], told["may_change"], "forced_closed" in told["reason"]) == ([], False, True)
    assert by_link(order, "/cancellation")[0] == 200


def test_where_nothing_is_left_it_can_only_be_cancelled(world, at, order):
    world.menu.sold_out.update(("14HT", "COLA-02"))
    at.advance(minutes=5)
    release_scheduled()
    assert tracked(order)["shortage"]["may_change"] is False
    assert by_link(order, "/offers", {})[1]["code"] == "not-revisable"


def test_a_change_that_is_not_paid_leaves_the_order_waiting(world, at, order):
    _, offer = by_link(order, "/offers", {})
    by_link(order, f"/offers/{offer['quote_id']}")
    follow(order, AuthorizationRefused, code="card_declined")
    assert (refreshed(order).status, refreshed(order).total) == ("SCHEDULED", order.total)
    assert tracked(order)["shortage"] and sent(order).count(HELD_UP) == 1
    at.at = needed_at(order)
    release_scheduled()
    assert refreshed(order).status == "REJECTED"


@pytest.mark.parametrize(
    ("number", "variant"), [("2", "14HT"), ("1", "COLA-02"), ("9", "COLA-02"), ("2", "?")]
)
def test_nothing_else_is_swapped(world, at, order, number, variant):
    status, refused = by_link(order, "/offers", {"replacements": {number: variant}})
    assert (status, refused["errors"][0]["field"]) == (400, f"replacements.{number}")


def test_a_quote_of_somebody_else_is_not_taken(world, at, order):
    assert by_link(order, f"/offers/{new_id()}")[0] == 404
    other = world.quote(
        address=None, service="CARRYOUT", store_id=str(world.store.id), lines=[{"variant": "14HT"}]
    )
    assert by_link(order, f"/offers/{other['id']}")[0] in (404, 409)
    assert refreshed(order).status == "SCHEDULED"


def test_a_customer_may_change_an_order_ahead_at_any_time_in_its_slot(world, at):
    order = world.paid(when=next_slot(24 * 5).isoformat())
    world.stores.busy_minutes = 120
    url = f"/api/v1/orders/{order.id}/revisions"
    quote = client(world.customer).post(url, {"lines": [{"variant": "14HT", "quantity": 3}]}).json()
    assert quote["promised_to"] == tracked(order)["promised_to"]
    assert world.act(order, "revise", by=world.customer, quote_id=quote["id"]).status_code == 200
    at.advance(minutes=3)
    sweep_deadlines()
    assert (refreshed(order).status, refreshed(order).pizzas) == ("SCHEDULED", 2)
    assert SlotUse.objects.get().pizzas == 2
    deliver(AuthorizationLapsed(order_id=order.id, payment_id=saga_of(order).payment_id))
    quote = client(world.customer).post(url, {"lines": [{"variant": "14HT", "quantity": 3}]}).json()
    refused = world.act(order, "revise", by=world.customer, quote_id=quote["id"])
    assert refused.json()["code"] == "not-revisable", "it has to be paid first"
