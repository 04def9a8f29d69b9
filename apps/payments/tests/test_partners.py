"""Orders that a partner was paid for: a sale with its taxes and invoice, a commission, and payouts, to the cent."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from apps.orders.contract.types import OrderStatus
from apps.payments.contract.commands import CapturePayment, RefundPayment, VoidPayment
from apps.payments.contract.types import Collector, PartnerBalance, PaymentChoice, PaymentStatus, RefundScope
from apps.payments.domain.commissions import commission_of
from apps.payments.ledger.journal import post_courier_pay
from apps.payments.models import Invoice, JournalEntry, OrderFacts, StoreFacts
from apps.payments.service import LocalPaymentsService
from apps.payments.tests.builders import balances, events, reconciled, status_of
from dominos.kernel.auth import Role
from dominos.kernel.ids import new_id
from dominos.kernel.testing.api import client, principal
from dominos.kernel.testing.threads import at_once
from dominos.kernel.unit_of_work import unit_of_work

pytestmark = pytest.mark.django_db(transaction=True)
PARTNER, QUARTER = new_id(), 2500
KEPT = 617
"""A quarter of 2667 less a tip of 200, rounded."""


@pytest.fixture
def sold(world, command):
    """An order that the partner was paid for, delivered."""
    StoreFacts.objects.create(
        store_id=world.store.id, code="HEL-9", name="Test", currency="EUR", timezone="Europe/Helsinki"
    )
    order = world.order()
    paid = pay_elsewhere(order)
    assert (paid.status, paid.method, paid.authorized) == (PaymentStatus.AUTHORIZED, "partner", 2667)
    command(CapturePayment(order_id=order.order_id, amount=2667, currency="EUR"))
    return order


def pay_elsewhere(order, key="a"):
    choice = PaymentChoice(method="partner", collector=Collector(partner_id=PARTNER, commission=QUARTER))
    return LocalPaymentsService().pay(
        order_id=order.order_id, customer_id=order.customer_id, choice=choice, client="", key=key
    )


def refund(order, amount):
    return RefundPayment(
        scope=RefundScope.REDUCTION if amount < 2667 else RefundScope.REST,
        order_id=order.order_id,
        amount=amount,
        currency="EUR",
        reason="cold",
        key=str(amount),
    )


@pytest.mark.parametrize(
    ("amount", "commission", "kept"),
    [(2467, 2500, 617), (0, 2500, 0), (999, 0, 0), (1, 10_000, 1), (3, 5000, 2)],
)
def test_a_commission_is_rounded_to_the_nearest_unit(amount, commission, kept):
    assert commission_of(amount, commission) == kept


def test_a_sale_by_a_partner_is_booked_invoiced_and_in_its_day(sold, world):
    booked = balances()
    assert (booked["PARTNER_CLEARING"], booked["COMMISSIONS"]) == (2667 - KEPT, KEPT)
    assert sum(booked.values()) == 0 and "GATEWAY_CLEARING" not in booked
    invoice = Invoice.objects.get(order_id=sold.order_id)
    assert (invoice.total, invoice.document["payment"]["method"]) == (2667, "partner")
    out = StringIO()
    options = ("--store", "HEL-9", "--day", "2026-11-22", "--early", "--format", "json")
    call_command("close_day", *options, stdout=out)
    report = json.loads(out.getvalue())
    assert report["payments"]["partner"] == {"taken": 2667, "returned": 0, "net": 2667}
    assert (report["sales"]["total"], report["sales"]["tax"]) == (2667, 303)
    assert report["ledger"]["accounts"]["COMMISSIONS"] == KEPT
    world.orders.change(sold.order_id, status=OrderStatus.COMPLETED)
    assert reconciled()[1] == ""


def test_a_refund_takes_its_share_of_the_commission_back(sold, command):
    command(refund(sold, 1000))
    (balance,) = LocalPaymentsService().get_partner_balances(partner_id=PARTNER)
    assert balance == PartnerBalance(currency="EUR", taken=2667, refunded=1000, commission=385)
    assert commission_of(1667 - 126, QUARTER) == 385, "the refund has its share of the tip in it"
    command(refund(sold, 1000))
    assert JournalEntry.objects.filter(kind="COMMISSION").count() == 2


def test_a_tip_that_its_courier_has_stays_out_of_the_commission(sold, command):
    OrderFacts.objects.create(order_id=sold.order_id, courier_id=new_id())
    with unit_of_work("payments"):
        post_courier_pay(sold.order_id)
    for amount, kept in ((1, KEPT), (2666, 0)):
        command(refund(sold, amount))
        assert LocalPaymentsService().get_partner_balances(partner_id=PARTNER)[0].commission == kept


def test_a_void_before_the_capture_books_nothing(world, command):
    order = world.order()
    first = pay_elsewhere(order)
    assert pay_elsewhere(order).payment_id == first.payment_id
    command(VoidPayment(order_id=order.order_id, reason="cancelled"))
    assert status_of(order.order_id) is PaymentStatus.VOIDED
    assert events("payment_voided", order.order_id) and not JournalEntry.objects.exists()


def test_payouts_are_booked_once_by_whoever_keeps_the_books(sold):
    path = f"/api/v1/payments/partners/{PARTNER}"
    payout = {"reference": "2026-W47/1", "amount": 1500, "currency": "EUR"}
    admin = client(principal(Role.ADMIN))
    answers = at_once(4, lambda _: admin.post(f"{path}/payouts", payout))
    assert [answer.status_code for answer in answers] == [200] * 4
    told = admin.post(f"{path}/payouts", payout).json()
    assert told == admin.get(f"{path}/balances").json()
    assert [(each["paid_out"], each["due"]) for each in told] == [(1500, 2667 - KEPT - 1500)]
    assert balances()["BANK"] == 1500
    wrong = admin.post(f"{path}/payouts", payout | {"amount": 1501}).json()
    assert (wrong["code"], wrong["amount"], wrong["currency"]) == ("payout-differs", 1500, "EUR")
    undone = payout | {"reference": "2026-W47/2", "is_returned": True, "amount": 400}
    assert admin.post(f"{path}/payouts", undone).json()[0]["paid_out"] == balances()["BANK"] == 1100
    assert client(principal(Role.SUPPORT)).post(f"{path}/payouts", payout).status_code == 403
    assert admin.post(f"{path}/payouts", payout | {"currency": "SEK"}).status_code == 404
    assert admin.get(f"/api/v1/payments/partners/{new_id()}/balances").json() == []


def test_nobody_says_of_themselves_that_they_paid_elsewhere(world):
    order = world.order()
    api = client(principal(Role.CUSTOMER, id=world.customer_id))
    body = {"order_id": str(order.order_id), "method": {"type": "partner"}}
    assert api.post("/api/v1/payments", body, HTTP_IDEMPOTENCY_KEY="a").status_code == 400
