"""News that cannot be true, or not of ours: nothing is taken over, nothing is blocked, reconcile tells."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from apps.orders.contract.types import OrderStatus
from apps.payments.contract.commands import CapturePayment, RefundPayment
from apps.payments.contract.types import PaymentStatus, RefundScope
from apps.payments.gateways.embedded.payments import webhook_of
from apps.payments.gateways.guarded import gateway_of
from apps.payments.models import (
    EmbeddedPayment,
    JournalEntry,
    Payment,
    StoreFacts,
    WebhookEvent,
)
from apps.payments.processing.gateway_sync import record
from apps.payments.processing.webhooks import handle_due
from apps.payments.tests.builders import WEBHOOK_SECRET, post_webhook, reconciled, status_of
from dominos.kernel import clock
from dominos.kernel.testing.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _secret(monkeypatch):
    monkeypatch.setenv("GATEWAY_WEBHOOK_SECRET", WEBHOOK_SECRET)


@pytest.fixture
def paid(world, pay):
    order = world.order()
    pay(order.order_id)
    return order


def books(order):
    return EmbeddedPayment.objects.filter(order_id=order.order_id)


def told(order, **changes):
    """The webhook of what the gateway's books say from now on."""
    books(order).update(**changes)
    return webhook_of(books(order).get(), "payment.captured").body.encode()


def test_another_currency_is_not_believed(paid):
    body = told(paid, status="CAPTURED", captured=2667, currency="SEK")
    assert post_webhook(body).status_code == 200
    assert status_of(paid.order_id) is PaymentStatus.AUTHORIZED
    assert not JournalEntry.objects.exists()
    printed, complaint = reconciled()
    assert complaint and "gateway SEK but payment EUR" in printed


def test_more_captured_than_was_authorized_is_not_recorded_and_blocks_no_other_webhook(paid, world, pay):
    other = world.order()
    pay(other.order_id)
    wrong = told(paid, status="CAPTURED", captured=9999)
    theirs = told(other, status="CAPTURED", captured=2667)
    assert [post_webhook(body).status_code for body in (wrong, theirs)] == [200, 200]
    assert status_of(paid.order_id) is PaymentStatus.AUTHORIZED
    assert status_of(other.order_id) is PaymentStatus.CAPTURED
    with clock.stopped() as stopped:
        stopped.advance(minutes=5)
        handle_due()
    assert WebhookEvent.objects.filter(handled_at=None).count() == 1
    assert reconciled()[1]


def test_a_payment_known_by_another_reference_is_left_alone(paid):
    Payment.objects.update(reference="epay_another")
    body = told(paid, status="CAPTURED", captured=2667)
    assert post_webhook(body).status_code == 200
    assert status_of(paid.order_id) is PaymentStatus.AUTHORIZED


def test_a_bank_that_takes_all_back_after_a_part_was_refunded_is_recorded(paid, world, command):
    command(CapturePayment(order_id=paid.order_id, amount=2667, currency="EUR"))
    world.orders.change(paid.order_id, status=OrderStatus.COMPLETED)
    command(
        RefundPayment(
            scope=RefundScope.REDUCTION,
            order_id=paid.order_id,
            amount=500,
            currency="EUR",
            reason="cold",
            key="a",
        )
    )
    payment = Payment.objects.get()
    seen = gateway_of("embedded").retrieve(payment.reference)
    record(payment.id, replace(seen, disputed=2667))
    payment.refresh_from_db()
    assert (payment.status, payment.refunded, payment.charged_back) == ("CHARGEBACK", 500, 2667)
    books(paid).update(dispute="OPEN", disputed=2667)
    assert reconciled()[1] == ""


def test_refunds_by_two_people_at_once_never_give_more_than_was_taken(paid, command):
    command(CapturePayment(order_id=paid.order_id, amount=2667, currency="EUR"))

    def ask(index):
        command(
            RefundPayment(
                scope=RefundScope.REDUCTION,
                order_id=paid.order_id,
                amount=1800,
                currency="EUR",
                reason="cold",
                key=f"k{index}",
            )
        )

    at_once(2, ask)
    assert (Payment.objects.get().refunded, books(paid).get().refunded) == (1800, 1800)


@pytest.mark.parametrize("night", [date(2026, 3, 29), date(2026, 10, 25)])
def test_a_business_day_begins_at_five_by_the_stores_clock_when_the_clocks_change(night):
    zone, store = ZoneInfo("Europe/Helsinki"), StoreFacts(timezone="Europe/Helsinki")
    opening = datetime.combine(night, datetime.min.time(), zone).replace(hour=5)
    for instant, day in (
        (opening - timedelta(seconds=1), night - timedelta(days=1)),
        (opening, night),
        (opening + timedelta(hours=20), night),
    ):
        assert store.business_date(instant.astimezone(ZoneInfo("UTC"))) == day


@pytest.mark.parametrize(
    ("clock_time", "day"), [("23:30", 22), ("00:30", 22), ("04:59", 22), ("05:59", 22), ("06:01", 23)]
)
def test_a_store_says_when_its_day_begins(clock_time, day):
    store = StoreFacts(timezone="Europe/Helsinki", day_starts_at=time(6))
    calendar_day = 22 if clock_time == "23:30" else 23
    at = datetime.fromisoformat(f"2026-11-{calendar_day} {clock_time}").replace(
        tzinfo=ZoneInfo("Europe/Helsinki")
    )
    assert store.business_date(at).day == day
