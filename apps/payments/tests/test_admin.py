"""The admin shows payments and refunds them through the command."""

import pytest
from django.conf import settings

from apps.payments.contract.commands import CapturePayment
from apps.payments.contract.types import PaymentStatus
from apps.payments.models import Payment
from apps.payments.tests.builders import status_of
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


def test_refund_from_the_list(desk, payment):
    answer = desk.post(
        "/admin/payments/payment/", {"action": "refund_in_full", "_selected_action": [str(payment.id)]}
    )
    assert answer.status_code == 302
    assert status_of(payment.order_id) is PaymentStatus.REFUNDED
