"""Disputes from their opening to the bank's decision, by webhook."""

import pytest
from django.core.management import CommandError, call_command

from apps.payments.contract.commands import CapturePayment, RefundPayment
from apps.payments.contract.types import PaymentStatus, RefundScope
from apps.payments.gateways.embedded.bank import open_dispute
from apps.payments.models import EmbeddedEvent, JournalEntry, Payment, Posting
from apps.payments.processing.metrics import NEWS_NOT_TAKEN
from apps.payments.tests.builders import WEBHOOK_SECRET, events, post_webhook, reconciled, status_of
from dominos.kernel.auth import Role
from dominos.kernel.ids import new_id
from dominos.kernel.testing.api import client, principal

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def disputed(world, pay, command, monkeypatch):
    monkeypatch.setenv("GATEWAY_WEBHOOK_SECRET", WEBHOOK_SECRET)
    order = world.order()
    pay(order.order_id, "pm_card_createDispute")
    command(CapturePayment(order_id=order.order_id, amount=2667, currency="EUR"))
    return order


def decide(order, outcome):
    call_command("close_dispute", str(order.order_id), outcome)
    for _ in range(2):
        assert post_webhook(EmbeddedEvent.objects.latest("id").body.encode()).status_code == 200


def balance(account):
    return sum(Posting.objects.filter(account=account).values_list("amount", flat=True))


def test_a_won_dispute_brings_the_money_back_and_frees_refunds(disputed, world, command):
    staff = client(principal(Role.STORE_STAFF, stores=(world.store.id,)))
    url = f"/api/v1/payments/{Payment.objects.get().id}"
    shown = staff.get(url).data
    assert (shown["status"], shown["dispute"], shown["charged_back"]) == ("CHARGEBACK", "OPEN", 2667)
    decide(disputed, "--won")
    assert status_of(disputed.order_id) is PaymentStatus.CAPTURED
    assert (balance("CHARGEBACKS"), balance("GATEWAY_CLEARING")) == (0, 2667)
    closed = events("chargeback_closed", disputed.order_id)
    assert [(event["amount"], event["is_won"]) for event in closed] == [(2667, True)]
    command(
        RefundPayment(
            scope=RefundScope.REDUCTION,
            order_id=disputed.order_id,
            amount=500,
            currency="EUR",
            reason="cold",
            key="a",
        )
    )
    assert balance("GATEWAY_CLEARING") == 2167
    assert staff.get(url).data["dispute"] == "WON"


def test_a_lost_dispute_takes_the_money_for_good(disputed, command):
    decide(disputed, "--lost")
    assert status_of(disputed.order_id) is PaymentStatus.CHARGEBACK
    assert (balance("CHARGEBACKS"), balance("GATEWAY_CLEARING")) == (2667, 0)
    assert [event["is_won"] for event in events("chargeback_closed", disputed.order_id)] == [False]
    assert JournalEntry.objects.filter(kind="CHARGEBACK").count() == 1
    command(
        RefundPayment(
            scope=RefundScope.REDUCTION,
            order_id=disputed.order_id,
            amount=1,
            currency="EUR",
            reason="cold",
            key="a",
        )
    )
    assert events("operation_refused", disputed.order_id)[0]["code"] == "above-captured"


@pytest.fixture
def captured(world, pay, command, monkeypatch):
    monkeypatch.setenv("GATEWAY_WEBHOOK_SECRET", WEBHOOK_SECRET)
    order = world.order()
    pay(order.order_id)
    command(CapturePayment(order_id=order.order_id, amount=2667, currency="EUR"))
    return order


def dispute(order, amount=0):
    open_dispute(Payment.objects.get(order_id=order.order_id).reference, amount)
    assert post_webhook(EmbeddedEvent.objects.latest("id").body.encode()).status_code == 200


def test_a_dispute_after_a_full_refund_and_a_second_one_are_booked(captured, command):
    command(
        RefundPayment(
            scope=RefundScope.REDUCTION,
            order_id=captured.order_id,
            amount=2667,
            currency="EUR",
            reason="cold",
            key="a",
        )
    )
    dispute(captured)
    assert (status_of(captured.order_id), balance("CHARGEBACKS")) == (PaymentStatus.CHARGEBACK, 2667)
    decide(captured, "--won")
    assert (status_of(captured.order_id), balance("CHARGEBACKS")) == (PaymentStatus.REFUNDED, 0)
    dispute(captured)
    assert balance("CHARGEBACKS") == 2667
    decide(captured, "--lost")
    assert (status_of(captured.order_id), balance("GATEWAY_CLEARING")) == (PaymentStatus.CHARGEBACK, -2667)
    news = [
        (event["amount"], event["disputed"]) for event in events("payment_charged_back", captured.order_id)
    ]
    assert news == [(2667, 2667), (2667, 5334)]
    assert [e["is_won"] for e in events("chargeback_closed", captured.order_id)] == [True, False]
    assert JournalEntry.objects.filter(kind="CHARGEBACK").count() == 2
    assert "differ" not in (reconciled()[1] or "")


def test_money_a_bank_takes_of_an_attempt_that_ended_is_told(captured):
    Payment.objects.update(status="VOIDED", captured=0)
    before = NEWS_NOT_TAKEN.labels("VOIDED", "DISPUTED")._value.get()
    dispute(captured)
    assert NEWS_NOT_TAKEN.labels("VOIDED", "DISPUTED")._value.get() > before


def test_an_order_without_a_dispute_has_none_to_close():
    with pytest.raises(CommandError, match="no disputed payment"):
        call_command("close_dispute", str(new_id()), "--won")
