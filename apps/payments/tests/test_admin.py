"""The admin shows payments and refunds them through the command."""

import pytest
from django.conf import settings

from apps.payments.contract.commands import CapturePayment, RefundPayment
from apps.payments.contract.types import PaymentStatus, RefundScope
from apps.payments.models import Operation, Payment
from apps.payments.queries.market import rules
from apps.payments.tests.builders import status_of
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not settings.HAS_USERS, reason="the admin stands where the users are"),
]


@pytest.fixture
def desk(client):
    """A superuser's browser."""
    from django.contrib.auth import get_user_model

    boss = get_user_model().objects.create_superuser(f"{new_id()}@example.com", name="Ada")
    client.force_login(boss, "django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def payment(world, pay, command):
    order = world.order()
    pay(order.order_id)
    command(CapturePayment(order_id=order.order_id, amount=2667, currency="EUR"))
    return Payment.objects.get(order_id=order.order_id)


def test_every_page_opens_and_nothing_can_be_changed(desk, payment):
    for model in ("payment", "operation", "webhookevent", "invoice", "journalentry"):
        assert desk.get(f"/admin/payments/{model}/").status_code == 200
        assert desk.get(f"/admin/payments/{model}/add/").status_code == 403
    page = desk.get(f"/admin/payments/payment/{payment.id}/change/")
    assert page.status_code == 200
    assert "pm_card_visa" not in page.content.decode()
    assert desk.post(f"/admin/payments/payment/{payment.id}/change/", {"amount": 1}).status_code == 403


def test_a_refund_is_approved_by_nobody_whose_order_it_is_nor_without_a_recent_second_factor(
    desk, payment, world, command
):
    with rules.overridden(refund_limit={"EUR": 1000}):
        command(
            RefundPayment(
                order_id=payment.order_id,
                amount=2000,
                currency="EUR",
                reason="cold",
                key="a",
                scope=RefundScope.REDUCTION,
                requested_by=new_id(),
            )
        )
    refund = Operation.objects.get(kind="REFUND")
    approve = {"action": "approve_refunds", "confirmed": "yes", "_selected_action": [str(refund.id)]}
    order = world.orders.get_order(order_id=payment.order_id)
    world.orders.change(payment.order_id, contact_email="A@b.example ")
    desk.post("/admin/payments/operation/", approve)
    assert status_of_refund(refund) == "AWAITING_APPROVAL", "placed as a guest, with their mail"
    world.orders.change(payment.order_id, contact_email=order.contact_email)

    session = desk.session
    session["second_factor_at"] = now().timestamp() - 16 * 60
    session.save()
    assert "/admin/second-factor/" in desk.post("/admin/payments/operation/", approve)["Location"]
    assert status_of_refund(refund) == "AWAITING_APPROVAL"
    session["second_factor_at"] = now().timestamp()
    session.save()
    desk.post("/admin/payments/operation/", approve)
    assert status_of_refund(refund) != "AWAITING_APPROVAL"


def status_of_refund(refund):
    return Operation.objects.get(id=refund.id).status


def test_refund_from_the_list(desk, payment):
    form = {"action": "refund_in_full", "_selected_action": [str(payment.id)]}
    asked = desk.post("/admin/payments/payment/", form)
    assert f"{payment.order_number}: " in asked.content.decode()
    assert status_of(payment.order_id) is not PaymentStatus.REFUNDED, "it is asked first"
    assert desk.post("/admin/payments/payment/", {**form, "confirmed": "yes"}).status_code == 302
    assert status_of(payment.order_id) is PaymentStatus.REFUNDED
