"""Couriers' cash: what they carry, count and hand in, and what is owed to them."""

import pytest

from apps.delivery.contract.events import OrderDelivered, ProviderCharged
from apps.orders.contract.events import OrderAdvanced
from apps.orders.contract.types import EndCause, OrderStatus
from apps.payments.contract.commands import CapturePayment, RefundPayment
from apps.payments.contract.fake import FakePaymentsService
from apps.payments.contract.types import RefundScope
from apps.payments.models import CashCount, JournalEntry
from apps.payments.tests.bag import COUNTS
from apps.payments.tests.builders import balances
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.auth import Role
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.messaging.inbox import receive
from dominos.kernel.messaging.messages import envelope_of
from dominos.kernel.testing.api import client, principal
from dominos.kernel.testing.messages import published
from dominos.kernel.testing.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_nothing_carried_nothing_to_count(bag):
    assert bag.balance().is_settled
    assert FakePaymentsService().get_cash_balance(courier_id=bag.id, order_ids=[]).is_settled
    assert bag.count(0).data["code"] == "nothing-to-count"


def test_an_equal_count_settles_and_the_cash_lies_in_the_till(bag):
    bag.bring()
    bag.bring(is_booked=False)
    carried = bag.balance()
    assert (carried.expected, carried.counted, carried.is_settled) == (5334, None, False)
    answer = bag.count(5334)
    assert (answer.status_code, answer.data["is_settled"], answer.data["difference"]) == (201, True, 0)
    assert (bag.balance().expected, bag.balance().is_settled) == (0, True)
    order_id = CashCount.objects.get().orders.latest("order_id").order_id
    bag.command(CapturePayment(order_id=order_id, amount=2667, currency="EUR"))
    assert balances()["CASH_IN_TILL"] == 5334
    assert "CASH_IN_BAG" not in balances()


def test_a_difference_waits_for_a_manager_and_is_kept_by_itself(bag):
    bag.bring()
    answer = bag.count(2600)
    assert (answer.data["is_settled"], answer.data["difference"]) == (False, -67)
    assert (bag.balance().counted, bag.balance().is_settled) == (2600, False)
    url = f"{COUNTS}/{answer.data['id']}/explain"
    assert bag.api.post(url, {"reason": "I lost it"}).status_code == 403
    elsewhere = client(principal(Role.STORE_MANAGER, stores=(new_id(),)))
    assert elsewhere.post(url, {"reason": "wrong change"}).status_code == 404
    settled = bag.manager.post(url, {"reason": "wrong change given"})
    assert (settled.data["is_settled"], settled.data["explanation"]) == (True, "wrong change given")
    assert bag.manager.post(url, {"reason": "again"}).data["code"] == "count-settled"
    assert bag.balance().is_settled
    booked = balances()
    assert (booked["CASH_IN_TILL"], booked["CASH_OVER_SHORT"]) == (2600, 67)
    assert "CASH_IN_BAG" not in booked


def test_a_big_difference_needs_two_people(bag):
    bag.bring()
    count = bag.count(100).data
    url = f"{COUNTS}/{count['id']}"
    assert count["needs_second_person"]
    assert bag.manager.post(f"{url}/confirm", {}).data["code"] == "not-explained"
    explained = bag.manager.post(f"{url}/explain", {"reason": "robbed on the way"}).data
    assert (explained["is_settled"], explained["explanation"]) == (False, "robbed on the way")
    assert not bag.balance().is_settled
    assert [row.data["matter"] for row in published("payments", "money_waits")] == [
        "cash_differs",
        "cash_to_confirm",
    ]
    assert bag.manager.post(f"{url}/confirm", {}).data["code"] == "second-person-needed"
    second = client(principal(Role.STORE_MANAGER, stores=(bag.world.store.id,)))
    settled = second.post(f"{url}/confirm", {}).data
    assert settled["is_settled"] and settled["confirmed_by"] != settled["explained_by"]
    assert second.post(f"{url}/confirm", {}).data["code"] == "count-settled"
    assert bag.balance().is_settled
    assert balances()["CASH_OVER_SHORT"] == 2567


def test_a_manager_who_drives_does_not_explain_their_own_difference(bag, world):
    both = principal(Role.COURIER, Role.STORE_MANAGER, id=bag.id, stores=(world.store.id,))
    bag.bring()
    answer = bag.count(1)
    assert client(both).post(f"{COUNTS}/{answer.data['id']}/explain", {"reason": "mine"}).status_code == 404


def test_a_new_count_takes_the_place_of_an_open_one(bag):
    bag.bring()
    bag.count(2600)
    assert bag.count(2667).data["is_settled"]
    assert CashCount.objects.count() == 1
    bag.bring()
    assert bag.balance().expected == 2667
    assert [row["counted"] for row in bag.manager.get(COUNTS).data["results"]] == [2667]
    assert bag.api.get("/api/v1/payments/cash-balance").data["expected"] == 2667


def test_counts_at_once_count_each_order_once(bag):
    bag.bring()
    codes = sorted(answer.status_code for answer in at_once(4, lambda _: bag.count(2667)))
    assert codes == [201, 409, 409, 409]
    assert JournalEntry.objects.filter(kind="CASH_HANDED_IN").count() == 1


def test_an_order_whose_delivery_payments_have_not_heard_of_is_carried(bag, world, pay):
    order = world.order()
    pay(order.order_id, None)
    assert bag.balance().is_settled
    assert bag.balance(order.order_id).expected == 2667


def test_collected_orders_are_in_no_bag(bag, world, pay):
    order = world.order(service=ServiceMethod.CARRYOUT)
    pay(order.order_id, None)
    assert bag.balance(order.order_id).is_settled


@pytest.mark.parametrize("is_booked_first", [True, False])
@pytest.mark.parametrize("status", [OrderStatus.RETURNED, OrderStatus.CANCELLED])
def test_a_tip_kept_of_what_nobody_took_is_that_of_who_rode_for_it(
    bag, world, pay, command, status, is_booked_first
):
    order = world.order()
    pay(order.order_id)
    ended = OrderAdvanced(
        order_id=order.order_id,
        number=order.number,
        store_id=order.store_id,
        business_date=order.business_date,
        customer_id=order.customer_id,
        service=order.service,
        previous=OrderStatus.DELIVERY_FAILED,
        status=status,
        currency="EUR",
        total=order.amounts.total,
        promised_from=now(),
        promised_to=now(),
        reason="",
        at=now(),
        cause=EndCause.UNDELIVERABLE,
        courier_id=bag.id,
    )
    steps = [
        lambda: command(CapturePayment(order_id=order.order_id, amount=2667, currency="EUR")),
        lambda: receive(
            "payments", envelope_of(ended, producer="orders", subject=order.order_id, sequence=9)
        ),
    ]
    for step in steps if is_booked_first else reversed(steps):
        step()
    booked = balances()
    assert (booked["COURIER_PAYABLE"], "TIPS_PAYABLE" in booked, "COURIER_PAY" in booked) == (
        -200,
        False,
        False,
    )


def test_what_a_provider_brings_costs_its_fee_and_the_tip_is_owed_to_it(world, pay, command):
    order = world.order()
    pay(order.order_id)
    job, about = new_id(), {"order_id": order.order_id, "provider": "swift", "at": now()}
    told = [
        OrderDelivered(**about, courier_id=job, proof="pin"),
        ProviderCharged(**about, job_id=job, store_id=order.store_id, fee=700, currency="EUR"),
    ]
    for _ in range(2):
        for sequence, event in enumerate(told):
            sent = envelope_of(event, producer="delivery", subject=order.order_id, sequence=sequence)
            receive("payments", sent)
        command(CapturePayment(order_id=order.order_id, amount=2667, currency="EUR"))
    booked = balances()
    assert (booked["PROVIDER_FEES"], booked["PROVIDERS_PAYABLE"]) == (700, -700 - 200)
    assert not {"TIPS_PAYABLE", "COURIER_PAY", "COURIER_PAYABLE"} & booked.keys()


@pytest.mark.parametrize("is_booked_first", [True, False])
def test_pay_and_tip_are_the_couriers_once_delivered_and_paid(bag, world, pay, command, is_booked_first):
    order = world.order()
    pay(order.order_id)
    steps = [
        lambda: command(CapturePayment(order_id=order.order_id, amount=2667, currency="EUR")),
        lambda: bag.hand_over(order.order_id),
    ]
    for step in steps if is_booked_first else reversed(steps):
        step()
    bag.hand_over(order.order_id)
    booked = balances()
    assert (booked["COURIER_PAY"], booked["COURIER_PAYABLE"]) == (450, -450 - 200)
    assert "TIPS_PAYABLE" not in booked
    command(
        RefundPayment(
            scope=RefundScope.REDUCTION,
            order_id=order.order_id,
            amount=2667,
            currency="EUR",
            reason="never came",
            key="a",
        )
    )
    assert balances()["COURIER_PAYABLE"] == -650, "a tip earned stays the courier's"
    assert "TAX_PAYABLE" not in balances()
