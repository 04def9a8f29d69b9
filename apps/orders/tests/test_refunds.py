"""Refunds through the public interface: lines to the cent, never above what was captured, what payments answer."""

from datetime import timedelta

import pytest
from django.apps import apps

from apps.orders.contract.types import OrderStatus
from apps.orders.domain.actors import MAY_REFUND, actors_of
from apps.orders.domain.refund_matrix import (
    Fault,
    kept_amount,
    kept_parts,
)
from apps.orders.domain.states import Actor
from apps.orders.lifecycle.refunds.rules import refund_rules
from apps.orders.models import Order, Refund
from apps.orders.queries.tracking_links import tracking_token
from apps.orders.tests.builders import deliver, saga_of, sent
from apps.orders.tests.refund_builders import REFUND, answered, asked, captured, completed, refund
from apps.payments.contract.events import OperationRefused
from apps.users.contract.types import Person
from dominos.kernel import clock
from dominos.kernel.auth import Role
from dominos.kernel.money import card_step
from dominos.kernel.testing.api import client, principal


@pytest.mark.django_db
class TestLines:
    def test_one_line_then_the_rest_with_fee_and_tip(self, world):
        order = completed(world)
        first = refund(world, order, lines=[{"number": 1, "quantity": 1}])
        assert first.status_code == 201, first.json()
        assert (first.json()["amount"], first.json()["status"]) == (1588, "ASKED")
        command = asked(order)[0]
        assert (command["requested_by"], command["fault"]) == (str(world.manager.id), "store")
        assert command["lines"] == [{"number": 1, "amount": 1588, "tax": first.json()["lines"][0]["tax"]}]
        link = f"/api/v1/track/{tracking_token(order.id)}"
        (coming,) = client().get(link).json()["refunds"]
        assert (coming["amount"], coming["is_done"]) == (1588, False)
        answered(order, command)
        (come,) = client().get(link).json()["refunds"]
        assert (come["amount"], come["is_done"]) == (1588, True) and come["at"] > coming["at"]
        rest = refund(world, order).json()
        assert rest["amount"] == order.total - 1588
        assert rest["components"]["tip"] == order.tip
        answered(order, asked(order)[1])
        shown = client(world.customer).get(f"/api/v1/orders/{order.id}").json()["refunds"]
        assert [(row["amount"], row["status"]) for row in shown] == [
            (1588, "DONE"),
            (order.total - 1588, "DONE"),
        ]
        assert saga_of(order).refunded == order.total
        assert refund(world, order).json()["code"] == "nothing-to-refund"

    def test_fee_and_tip_go_with_the_last_line_that_costs_something(self, world):
        world.menu.deals = {"PIZZA": 1399}
        lines = [{"variant": "14HT"}, {"variant": "COLA-033", "quantity": 4}]
        order = completed(world, lines=lines, deals=["PIZZA"])
        assert refund(world, order, lines=[{"number": 2}]).json()["amount"] == order.total

    def test_a_card_pays_and_gets_back_hundredths_of_a_currency_of_thousandths(self, world):
        world.menu.currency, world.menu.prices = "KWD", {"14HT": 4375, "COLA-033": 1094}
        lines = [{"variant": "14HT"}, {"variant": "COLA-033", "quantity": 2}]
        order = completed(world, lines=lines, tip=203)
        assert (order.total, order.rounding) == (6770, 4)
        given = [refund(world, order, lines=[{"number": 2, "quantity": 1}]), refund(world, order)]
        assert [answer.json()["amount"] for answer in given] == [1090, 5680]
        cancelled = {"status": OrderStatus.BAKING, "fault": Fault.CUSTOMER}
        kept = kept_amount(order.amounts, **cancelled, coin=card_step("KWD"))
        assert kept == kept_parts(order.amounts, kept, coin=card_step("KWD")).total == 6560

    def test_a_line_comes_back_once(self, world):
        order = completed(world)
        assert refund(world, order, lines=[{"number": 1}]).json()["amount"] == 2 * 1588
        again = refund(world, order, lines=[{"number": 1, "quantity": 1}])
        assert (again.status_code, again.json()["refunded"]) == (409, 2)
        for unknown in ([{"number": 9}], []):
            assert refund(world, order, lines=unknown).status_code == 400

    def test_the_same_key_is_one_refund_whoever_repeats_it(self, world):
        order = completed(world)
        for by in (world.manager, world.manager, world.support):
            response = refund(world, order, by=by, key="k1", lines=[{"number": 2}])
            assert response.status_code == 201
        assert (len(asked(order)), Refund.objects.count()) == (1, 1)
        other = refund(world, order, by=principal(Role.SUPPORT), key="k1", lines=[{"number": 1}])
        assert other.json()["code"] == "refund-key-reused"

    def test_what_payments_refuse_may_be_asked_again(self, world):
        order = completed(world)
        refund(world, order, lines=[{"number": 2}])
        deliver(
            OperationRefused(
                order_id=order.id,
                payment_id=saga_of(order).payment_id,
                kind="REFUND",
                amount=asked(order)[0]["amount"],
                currency="EUR",
                code="declined-by-second-person",
                key=asked(order)[0]["key"],
            )
        )
        row = Refund.objects.get()
        assert (row.status, row.code) == ("REFUSED", "declined-by-second-person")
        assert saga_of(order).state == "SETTLED"
        assert refund(world, order, lines=[{"number": 2}]).status_code == 201

    def test_never_above_what_was_captured(self, world):
        order = completed(world)
        saga = saga_of(order)
        saga.captured = 1000
        saga.save()
        assert refund(world, order, lines=[{"number": 1}]).json()["available"] == 1000
        assert REFUND not in sent(order)

    def test_an_order_that_was_not_captured(self, world):
        order = world.ready()
        assert refund(world, order).json()["code"] == "nothing-to-refund"

    def test_the_customers_fault_and_goodwill(self, world):
        order = completed(world)
        assert refund(world, order, fault="customer").json()["code"] == "nothing-to-refund"
        granted = refund(world, order, fault="customer", grant_food=True).json()
        assert granted["amount"] == order.food, "goodwill is the food; fee and tip stay"

    def test_who_may(self, world):
        order = completed(world)
        for by in (world.staff, world.customer):
            assert refund(world, order, by=by).status_code == 403
        body = {"reason": "x"}
        assert client(world.manager).post(f"/api/v1/orders/{order.id}/refunds", body).status_code == 400
        assert refund(world, order, amount=5).status_code == 400

    def test_nobody_refunds_an_order_of_their_own(self, world):
        order = completed(world)
        own = {"id": world.customer.id, "stores": (world.store.id,)}
        for role in (Role.STORE_MANAGER, Role.SUPPORT, Role.ADMIN):
            positions = actors_of(
                principal(Role.CUSTOMER, role, **own),
                customer_id=order.customer_id,
                store_id=order.store_id,
            )
            assert Actor.CUSTOMER in positions
            assert not positions & MAY_REFUND, role
        assert refund(world, order, by=principal(Role.STORE_MANAGER, **own)).status_code == 403
        world.users.add(
            Person(
                id=world.manager.id, email="me@here.example", name="M", phone="", locale="", is_verified=True
            )
        )
        for order in Order.objects.all():
            order.contact_email = "Me+pizza@Here.example"
            order.save()
        assert refund(world, order).status_code == 403, "placed as a guest, with their own mail address"
        assert refund(world, order, by=world.support).status_code == 201


@pytest.mark.django_db
class TestLate:
    def test_a_late_order_is_credited_by_rule(self, world):
        order = completed(world, late=True)
        command = asked(order)[0]
        assert (command["amount"], command["requested_by"]) == (round(order.food * 0.2), None)
        captured(order)
        assert len(asked(order)) == 1

    def test_the_market_says_how_much(self, world):
        with refund_rules.overridden(late_credit_percent=50, late_after_minutes=0):
            order = completed(world, late=True)
        assert asked(order)[0]["amount"] == round(order.food * 0.5)

    def test_a_customer_who_collects_late_is_not_credited(self, world):
        with clock.stopped() as at:
            order = world.ready(service="CARRYOUT", store_id=str(world.store.id), address=None)
            at.at = order.promised_to + timedelta(hours=1)
            assert world.act(order, "hand_over", code=order.collection_code).json()["is_delayed"] is False
            captured(order)
        assert asked(order) == []

    def test_in_time_it_is_not(self, world):
        assert asked(completed(world)) == []


@pytest.mark.django_db
class TestTerms:
    def terms(self, world, order, by):
        return client(by).get(f"/api/v1/orders/{order.id}").json()["cancellation"]

    def test_a_customer_sees_what_comes_back_before_they_cancel(self, world):
        order = world.paid()
        terms = self.terms(world, order, world.customer)
        (outcome,) = terms["outcomes"]
        assert (terms["stage"], outcome["refund"], outcome["kept"]) == ("before_preparing", order.total, 0)
        assert outcome["coupon"] == "restored"
        world.bump(order, "accept", "start")
        assert self.terms(world, order, world.customer) is None

    def test_a_manager_sees_every_outcome_and_each_is_true(self, world):
        for index in range(3):
            order = world.bump(world.paid(), "accept", "start")
            outcome = self.terms(world, order, world.manager)["outcomes"][index]
            decision = {"fault": outcome["fault"], "grant_food": outcome["grant_food"]}
            assert world.act(order, "cancel", by=world.manager, reason="x", **decision).status_code == 200
            assert saga_of(order).kept == outcome["kept"]
            assert outcome["refund"] + outcome["kept"] == order.total

    def test_cash_nobody_collected_comes_back_whole(self, world):
        order = world.placed()
        world.pay(order, method="cash")
        world.bump(order, "accept", "start")
        assert {row["kept"] for row in self.terms(world, order, world.support)["outcomes"]} == {0}

    def test_the_capture_says_what_is_kept(self, world):
        order = world.bump(world.paid(), "accept", "start")
        world.act(order, "cancel", by=world.manager, reason="gone", fault="customer")
        rows = apps.get_model("orders", "OutboxMessage").objects.filter(subject=order.id)
        kept = rows.get(type="payments.capture_payment").data
        assert (kept["amount"], kept["amounts"]["total"], kept["amounts"]["tip"]) == (
            order.food,
            order.food,
            0,
        )
        assert Order.objects.get(pk=order.pk).status == OrderStatus.CANCELLED
