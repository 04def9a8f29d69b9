"""What payments promise the platform: borders of the REST calls, deploy checks, the service, the selection."""

from json import dumps

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from apps.payments.contract.card_numbers import looks_like_card_number
from apps.payments.contract.fake import FakePaymentsService
from apps.payments.contract.service import PaymentsService
from apps.payments.contract.types import PaymentStatus
from apps.payments.gateways.checks import CHECKS, gateway_moves_money
from apps.payments.gateways.guarded import ADAPTERS, gateway_of
from apps.payments.tests.foreign import foreign_urls
from dominos.kernel.auth import Role
from dominos.kernel.config.startup import refusals
from dominos.kernel.ids import new_id
from dominos.kernel.services import service
from dominos.kernel.testing.api import client, principal

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_belongs_to_somebody_else_is_not_there():
    caller = principal(Role.CUSTOMER, Role.STORE_MANAGER, stores=(new_id(),))
    for method, url, *body in foreign_urls():
        sent = dumps(body[0]) if body else ""
        answer = client(caller).generic(
            method, url, sent, "application/json", HTTP_IDEMPOTENCY_KEY=str(new_id())
        )
        assert answer.status_code == 404, url
        assert client().generic(method, url).status_code == 401, url


def test_the_embedded_gateway_never_goes_live(settings, monkeypatch):
    assert gateway_moves_money() == []
    settings.ENVIRONMENT = "production"
    assert [error.id for error in gateway_moves_money()] == ["payments.E001"]
    monkeypatch.setenv("PAYMENTS_GATEWAY", "stripe")
    assert [error.id for error in gateway_moves_money()] == ["payments.E002"] * 3
    monkeypatch.setenv("STRIPE_SECRET_KEY", "sk_live_x")
    monkeypatch.setenv("STRIPE_WEBHOOK_SECRET", "whsec_x")
    monkeypatch.setenv("STRIPE_PUBLISHABLE_KEY", "pk_live_x")
    assert gateway_moves_money() == []


def test_the_check_is_made_at_every_start(settings, monkeypatch):
    settings.ENVIRONMENT = "production"
    assert any(text.startswith("PAYMENTS_GATEWAY is `embedded`") for text in refusals())
    monkeypatch.setenv("PAYMENTS_REHEARSAL", "yes")
    assert not any("PAYMENTS_GATEWAY" in text for text in refusals())


@pytest.mark.parametrize(
    ("rehearsal", "secret", "publishable", "named"),
    [
        ("no", "rk_live_x", "pk_live_x", []),
        ("no", "sk_test_x", "pk_live_x", ["STRIPE_SECRET_KEY"]),
        ("no", "sk_live_x", "pk_test_x", ["STRIPE_PUBLISHABLE_KEY"]),
        ("yes", "sk_test_x", "pk_test_x", []),
        ("yes", "sk_live_x", "pk_live_x", ["STRIPE_SECRET_KEY", "STRIPE_PUBLISHABLE_KEY"]),
        ("yes", "", "pk_test_x", ["STRIPE_SECRET_KEY"]),
    ],
)
def test_keys_are_of_the_mode_they_are_for(settings, monkeypatch, rehearsal, secret, publishable, named):
    settings.ENVIRONMENT = "production"
    values = {
        "PAYMENTS_GATEWAY": "stripe",
        "PAYMENTS_REHEARSAL": rehearsal,
        "STRIPE_WEBHOOK_SECRET": "whsec_x",
    }
    values |= {"STRIPE_SECRET_KEY": secret, "STRIPE_PUBLISHABLE_KEY": publishable}
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    assert [error.msg.split()[0] for error in gateway_moves_money()] == named


def test_an_unknown_gateway_is_a_configuration_error_and_every_known_one_is_checked(settings, monkeypatch):
    with pytest.raises(ImproperlyConfigured):
        gateway_of("barter")
    settings.ENVIRONMENT = "production"
    monkeypatch.setenv("PAYMENTS_GATEWAY", "barter")
    assert [error.id for error in gateway_moves_money()] == ["payments.E003"]
    assert CHECKS.keys() == ADAPTERS.keys()


def test_the_gateway_is_never_called_inside_a_transaction():
    with pytest.raises(RuntimeError, match="never called inside"), transaction.atomic():
        gateway_of("embedded").retrieve("x")


def test_the_service_answers_with_the_payment_that_counts(world, pay):
    order = world.order()
    payments = service(PaymentsService)
    assert payments.get_payment(order_id=order.order_id) is None
    pay(order.order_id, "pm_card_visa_chargeDeclined")
    assert payments.get_payment(order_id=order.order_id).status is PaymentStatus.FAILED
    pay(order.order_id)
    found = payments.get_payment(order_id=order.order_id)
    assert (found.status, found.authorized, found.captured) == (PaymentStatus.AUTHORIZED, 2667, 0)
    assert payments.list_paid(order_ids=[order.order_id, new_id()]) == [order.order_id]
    assert FakePaymentsService(found).get_payment(order_id=order.order_id) == found
    assert FakePaymentsService(found).list_paid(order_ids=[order.order_id, new_id()]) == [order.order_id]
    assert FakePaymentsService().get_payment(order_id=order.order_id) is None


@pytest.mark.parametrize(
    ("value", "is_card"),
    [
        ("4242424242424242", True),
        (4242424242424242, True),
        ("card 5555-5555-5555-4444 please", True),
        ("378282246310005", True),
        ("4242424242424241", False),
        ("424242424242", False),
        ("01a202bb-f524-7153-ac1f-c751300bd4e7", False),
        ("pm_card_visa", False),
        (True, False),
        (None, False),
    ],
)
def test_what_looks_like_a_card_number(value, is_card):
    assert looks_like_card_number(value) is is_card
