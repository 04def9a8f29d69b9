"""Changing a paid order: re-quoted, covered by the payment, or restored exactly as it was."""

import pytest

from apps.orders.contract.types import OrderStatus
from apps.orders.domain.saga import SagaState
from apps.orders.models import Order, Quote
from apps.orders.queries.summaries import get_summary
from apps.orders.tasks import sweep_deadlines
from apps.orders.tests.builders import refreshed, saga_of, sent
from apps.orders.tests.revision_builders import adjusted, asked, messages, refused
from apps.payments.contract.types import PaymentStatus, PaymentSummary
from dominos.kernel import clock
from dominos.kernel.ids import new_id
from dominos.kernel.testing.api import client

pytestmark = pytest.mark.django_db
DEARER = [{"variant": "14HT", "quantity": 3}]
CHEAPER = [{"variant": "14HT", "quantity": 1}]


def price(world, order, lines=DEARER, by=None, **body):
    url = f"/api/v1/orders/{order.id}/revisions"
    return client(by or world.customer).post(url, {"lines": lines, **body})


def revise(world, order, lines=DEARER, by=None, **body):
    quote = price(world, order, lines, by, **body).json()
    response = world.act(order, "revise", by=by or world.customer, quote_id=quote["id"])
    assert response.status_code == 200, response.json()
    return quote


def frozen(order):
    """Everything of the order but what a transition changes."""
    passing = {"status", "sequence", "stage_times", "undo_by", "undo_until"}
    return {f.attname: getattr(order, f.attname) for f in Order._meta.fields if f.name not in passing}


@pytest.mark.parametrize("steps", [[], ["accept"]])
@pytest.mark.parametrize("lines", [DEARER, CHEAPER])
def test_the_order_changes_once_the_payment_covers_it(world, steps, lines):
    order = world.bump(world.paid(), *steps)
    quote = revise(world, order, lines)
    assert quote["difference"] == quote["amounts"]["total"] - order.total
    pending = refreshed(order)
    assert (pending.status, frozen(pending)) == ("REVISION_PENDING", frozen(order))
    assert asked(order) == [
        {
            "order_id": str(order.id),
            "revision": 1,
            "amount": quote["amounts"]["total"],
            "currency": "EUR",
            "amounts": quote["amounts"],
        }
    ]
    adjusted(order)
    after = refreshed(order)
    assert (after.status, after.total, after.lines) == (
        order.status,
        quote["amounts"]["total"],
        quote["lines"],
    )
    assert saga_of(order).authorized == after.total
    assert "orders.order_revised" in sent(order)
    assert after.stage_times[after.status] == order.stage_times[order.status]


def test_the_same_revision_again_changes_nothing(world):
    order = world.paid()
    quote = revise(world, order)
    adjusted(order)
    again = world.act(order, "revise", by=world.customer, quote_id=quote["id"])
    assert (again.status_code, again.json()["status"], len(asked(order))) == (200, "PLACED", 1)


def test_refused_it_is_restored_exactly(world):
    order = world.bump(world.paid(), "accept")
    revise(world, order)
    refused(order)
    after = refreshed(order)
    assert (after.status, frozen(after)) == ("ACCEPTED", frozen(order))
    assert (saga_of(order).authorized, len(asked(order))) == (order.total, 1)
    assert world.bump(order, "start").status == "PREPARING"


def test_without_an_answer_it_is_withdrawn_and_the_payment_put_back(world):
    with clock.stopped() as at:
        order = world.paid()
        revise(world, order)
        at.advance(seconds=120)
        sweep_deadlines()
    after = refreshed(order)
    assert (after.status, frozen(after)) == ("PLACED", frozen(order))
    assert [(command["revision"], command["amount"]) for command in asked(order)][1:] == [(2, order.total)]
    adjusted(order, revision=1)
    assert frozen(refreshed(order)) == frozen(order), "a late answer to what was withdrawn changes nothing"
    adjusted(order, revision=2)
    assert (refreshed(order).status, saga_of(order).state) == ("PLACED", SagaState.AWAITING_STORE)


def test_an_order_may_be_changed_again_and_called_off_meanwhile(world):
    order = world.paid()
    revise(world, order)
    adjusted(order)
    revise(world, order, CHEAPER)
    assert [command["revision"] for command in asked(order)] == [1, 2]
    assert world.act(order, "cancel", by=world.customer).status_code == 200
    adjusted(order)
    assert (refreshed(order).status, sent(order).count("payments.void_payment")) == ("CANCELLED", 1)


def test_until_the_kitchen_begins(world):
    order = world.paid()
    quote = price(world, order).json()
    world.bump(order, "accept", "start")
    refused_price = price(world, order)
    assert (refused_price.status_code, refused_price.json()["allowed_actions"]) == (409, [])
    assert world.act(order, "revise", by=world.customer, quote_id=quote["id"]).status_code == 409


def test_who_may(world):
    order = world.paid()
    assert price(world, order, by=world.support).status_code == 201
    assert price(world, order, by=world.staff).status_code == 403
    assert price(world, order, by=world.manager).status_code == 403
    revise(world, order, by=world.support)
    assert refreshed(order).status == "REVISION_PENDING"


def test_what_is_no_revision(world):
    order = world.paid()

    def code(quote_id=None):
        return world.act(
            order, "revise", by=world.customer, **({"quote_id": quote_id} if quote_id else {})
        ).json()

    assert code()["code"] == "quote-required"
    assert code(str(new_id()))["code"] == "not-found"
    elsewhere = world.quote(service="CARRYOUT", store_id=str(world.store.id), address=None)
    assert code(elsewhere["id"])["code"] == "not-revisable"
    stale = price(world, order).json()
    Quote.objects.filter(pk=stale["id"]).update(expires_at=clock.now())
    assert code(stale["id"])["code"] == "quote-expired"
    assert refreshed(order).status == "PLACED"


def test_cash_stays_within_the_limit_and_the_courier_is_told_what_to_collect(world):
    order = world.placed()
    world.pay(order, method="cash")
    large = price(world, order, [{"variant": "14HT", "quantity": 9}]).json()
    assert world.act(order, "revise", by=world.customer, quote_id=large["id"]).json()["limit"] == 8000
    world.bump(order, "accept")
    quote = revise(world, order, [{"variant": "14HT", "quantity": 4}])
    adjusted(order)
    [told] = messages(order, "delivery.revise_delivery")
    assert (told["cash_due"], told["bags"]) == (quote["amounts"]["total"], 1)
    assert world.bump(order, "start").status == "PREPARING"


def test_more_to_bake_may_move_the_promise_and_less_never_does(world):
    order = world.paid()
    world.delivery.seconds = 3500
    revise(world, order, CHEAPER)
    adjusted(order)
    assert refreshed(order).promised_to == order.promised_to
    revise(world, order, [{"variant": "14HT", "quantity": 5}])
    adjusted(order)
    after = refreshed(order)
    assert after.promised_to > order.promised_to
    assert after.eta_to == after.promised_to
    assert after.status == OrderStatus.PLACED


def free_order(world):
    world.menu.deals["FREE"] = 10_000
    return world.placed(
        service="CARRYOUT", address=None, tip=0, deals=["FREE"], store_id=str(world.store.id), lines=CHEAPER
    )


@pytest.mark.parametrize("method", ["card", "cash"])
@pytest.mark.parametrize("steps", [[], ["accept"]])
def test_an_order_that_cost_nothing_is_paid_when_it_is_changed_to_cost_something(world, steps, method):
    order = world.bump(free_order(world), *steps)
    quote = price(world, order, DEARER, deals=[]).json()
    assert (order.total, quote["difference"]) == (0, quote["amounts"]["total"])
    assert (
        world.act(order, "revise", by=world.customer, quote_id=quote["id"]).json()["status"]
        == "REVISION_PENDING"
    )
    wanted = get_summary(order.id)
    assert (wanted.is_payable, wanted.amounts.total, asked(order)) == (True, quote["difference"], [])
    world.pay(order, method=method, amount=quote["difference"])
    after = refreshed(order)
    assert (after.status, after.total, get_summary(order.id).is_payable) == (
        order.status,
        quote["difference"],
        False,
    )
    assert (saga_of(order).authorized, saga_of(order).payment_method) == (after.total, method)
    revise(world, order, CHEAPER)
    adjusted(order)
    assert refreshed(order).total == asked(order)[0]["amount"]


def test_an_order_that_cost_nothing_and_still_does_needs_no_payment(world):
    order = free_order(world)
    revise(world, order, [{"variant": "COLA-033", "quantity": 1}])
    after = refreshed(order)
    assert (after.status, after.total, after.lines[0]["variant"]) == ("PLACED", 0, "COLA-033")


def test_what_nobody_paid_is_not_changed_and_what_is_paid_too_late_not_kept(world):
    with clock.stopped() as at:
        order = free_order(world)
        revise(world, order, DEARER, deals=[])
        at.advance(minutes=9)
        sweep_deadlines()
        assert refreshed(order).status == "REVISION_PENDING"
        at.advance(minutes=1)
        assert not get_summary(order.id).is_payable
        sweep_deadlines()
    assert (refreshed(order).status, frozen(refreshed(order))) == ("PLACED", frozen(order))
    assert asked(order) == []
    world.pay(order, amount=5000)
    assert (refreshed(order).total, [command["amount"] for command in asked(order)]) == (0, [0])


def test_a_payment_whose_news_waits_in_a_queue_counts_before_the_change_is_given_up(world):
    with clock.stopped() as at:
        order = free_order(world)
        quote = revise(world, order, DEARER, deals=[])
        world.payments.payments[order.id] = PaymentSummary(
            payment_id=new_id(),
            order_id=order.id,
            status=PaymentStatus.AUTHORIZED,
            method="card",
            currency=order.currency,
            authorized=quote["difference"],
            captured=0,
            refunded=0,
        )
        at.advance(minutes=10)
        sweep_deadlines()
    assert (refreshed(order).status, refreshed(order).total) == ("PLACED", quote["difference"])
