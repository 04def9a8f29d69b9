"""Payments that the customer's bank took back, as staff see them on the order."""

import pytest

from apps.orders.tests.builders import deliver, refreshed, saga_of
from apps.payments.contract.events import ChargebackClosed, PaymentChargedBack
from dominos.kernel.testing.api import client

pytestmark = pytest.mark.django_db(transaction=True)


def test_staff_see_a_dispute_and_how_it_ended_whatever_news_come_first(world):
    order = world.ready()
    about = {"order_id": order.id, "payment_id": saga_of(order).payment_id, "currency": "EUR"}
    opened = PaymentChargedBack(amount=order.total, disputed=order.total, **about)

    def shown(by):
        return client(by).get(f"/api/v1/orders/{order.id}").json()["dispute"]

    assert shown(world.manager) is None
    deliver(opened)
    assert shown(world.manager) == {"status": "OPEN", "charged_back": order.total, "currency": "EUR"}
    assert shown(world.customer) is None
    won = {"is_won": True, "won": order.total}
    deliver(ChargebackClosed(amount=order.total, disputed=order.total, **won, **about))
    deliver(opened)
    assert shown(world.support) == {"status": "WON", "charged_back": 0, "currency": "EUR"}
    deliver(PaymentChargedBack(amount=500, disputed=order.total + 500, won=order.total, **about))
    assert shown(world.support) == {"status": "OPEN", "charged_back": 500, "currency": "EUR"}
    assert refreshed(order).status == "READY", "the order goes on"
