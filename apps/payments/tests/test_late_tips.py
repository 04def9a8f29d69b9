"""Tips after the hand-over: charged once, booked for the courier, and given back."""

from datetime import UTC, datetime, timedelta

import pytest

from apps.payments.domain.accounts import Account
from apps.payments.domain.tips import TIPPED_WITHIN, suggested, why_not
from apps.payments.gateways.guarded import ATTEMPTS
from apps.payments.ledger.day_report import close_day
from apps.payments.models import LateTip, OrderFacts, StoreFacts
from apps.payments.processing import late_tips
from apps.payments.processing.charges import GIVEN_UP_AFTER
from apps.payments.tests.builders import balances, events, reconciled
from dominos.kernel.auth import Role
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.testing.api import client, principal
from dominos.kernel.testing.threads import at_once

database = pytest.mark.django_db(transaction=True)
AT = datetime(2026, 11, 22, 18, 30, tzinfo=UTC)


def test_a_tip_is_taken_for_a_week_for_couriers_of_ours():
    told = [
        why_not(completed_at=at, is_ours=is_ours, now=AT)
        for at, is_ours in ((None, True), (AT, False), (AT - TIPPED_WITHIN, True))
    ]
    late = why_not(completed_at=AT - TIPPED_WITHIN - timedelta(seconds=1), is_ours=True, now=AT)
    assert (*told, late) == ("not_delivered", "no_courier", None, "too_late")


def test_round_amounts_are_suggested_and_none_above_what_may_be_given():
    assert suggested(2467, "EUR", 20_000) == (100, 250, 350)
    assert suggested(2467, "EUR", 300) == (100, 250)
    assert suggested(300, "EUR", 20_000) == (50,)
    assert suggested(6_000, "ISK", 60_000) == (300, 600, 900)


@pytest.fixture
def brought(world):
    """An order that a courier of ours has delivered."""

    def bring(**facts):
        order = world.order()
        known = {"courier_id": new_id(), "completed_at": now(), "status": "COMPLETED"}
        OrderFacts.objects.create(order_id=order.order_id, store_id=order.store_id, **{**known, **facts})
        return order

    return bring


@pytest.fixture
def tip(world):
    def give(order, amount=300, token="pm_card_visa", *, key="", by=None):
        api = client(principal(Role.CUSTOMER, id=by or world.customer_id))
        body = {"amount": amount, "token": token}
        path = f"/api/v1/payments/tips/{order.order_id}"
        return api.post(path, body, HTTP_IDEMPOTENCY_KEY=key or str(new_id()))

    return give


@database
def test_a_tip_is_its_couriers_and_neither_sale_nor_tax(world, brought, tip):
    StoreFacts.objects.create(store_id=world.store.id, timezone=world.store.timezone)  # where its day begins
    order = brought()
    assert tip(order).status_code == 201
    assert balances() == {Account.GATEWAY_CLEARING: 300, Account.COURIER_PAYABLE: -300}
    (told,) = events("tip_paid", order.order_id)
    facts = OrderFacts.objects.get()
    assert (told["courier_id"], told["amount"]) == (str(facts.courier_id), 300)
    assert "0 differ" in reconciled()[0]
    report = close_day(world.store, world.store.business_date(now()), is_early=True).document
    assert (report["tips_afterwards"]["paid"], report["couriers"]["tips"]) == (300, 300)
    assert (report["sales"]["total"], report["payments"]["card"]["net"]) == (0, 300)


@database
def test_who_presses_twice_pays_once_and_may_give_more_up_to_a_limit(world, brought, tip):
    order, key = brought(), str(new_id())
    answers = at_once(2, lambda _: tip(order, key=key))
    assert LateTip.objects.count() == 1
    assert 201 in {answer.status_code for answer in answers}
    assert tip(order, 200).status_code == 201
    api = client(principal(Role.CUSTOMER, id=world.customer_id))
    offer = api.get(f"/api/v1/payments/tips/{order.order_id}").json()
    assert (offer["given"], offer["most"]) == (200 + 500, 22_770 - 700)
    refused = tip(order, offer["most"] + 1)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "amount")
    assert LateTip.objects.count() == 2


@database
def test_no_tip_is_taken_without_a_courier_of_ours_or_of_strangers(brought, tip):
    assert tip(brought(courier_id=None)).json()["reason"] == "no_courier"
    assert tip(brought(provider="swift")).json()["reason"] == "no_courier"
    assert tip(brought(completed_at=None)).json()["reason"] == "not_delivered"
    assert tip(brought(), by=new_id()).status_code == 404
    assert not LateTip.objects.exists()


@database
def test_declined_cards_are_counted_and_the_sixth_is_not_tried(brought, tip):
    order = brought()
    answers = [tip(order, token="pm_card_visa_chargeDeclined").status_code for _ in range(6)]
    assert answers == [402] * 5 + [409]
    assert balances() == {}


@database
def test_nothing_is_charged_beside_a_tip_of_which_the_gateway_has_not_told(brought, tip, faulty):
    order = brought()
    faulty.lost_replies = ATTEMPTS
    assert tip(order).status_code == 503
    assert tip(order).json()["code"] == "payment-in-progress"
    assert tip(brought()).status_code == 201
    LateTip.objects.update(due_at=now())
    late_tips.finish_due()
    assert [each.status for each in LateTip.objects.filter(order_id=order.order_id)] == ["PAID"]
    assert tip(order).status_code == 201


@database
def test_a_tip_waits_for_the_bank_and_is_given_up_after_an_hour(brought, tip):
    answer = tip(brought(), token="pm_card_authenticationRequired")
    assert answer.status_code == 202
    LateTip.objects.update(due_at=now(), created_at=now() - 2 * GIVEN_UP_AFTER)
    late_tips.finish_due()
    assert LateTip.objects.get().status == "FAILED"
    assert balances() == {}


@database
def test_support_gives_a_tip_back_and_the_courier_keeps_theirs(brought, tip):
    tip(brought())
    assert [late_tips.ask_return(LateTip.objects.all()) for _ in range(2)] == [1, 0]
    late_tips.finish_due()
    assert balances() == {Account.REFUNDS: 300, Account.COURIER_PAYABLE: -300}
    assert "0 differ" in reconciled()[0]
    assert late_tips.TIPS.due().count() == 0
