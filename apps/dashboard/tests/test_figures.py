"""What Prometheus is told of the business."""

import pytest
from prometheus_client import REGISTRY

from apps.dashboard.tests.builders import Order, of_money
from apps.orders.contract.types import OrderStatus as S
from apps.payments.contract.events import PaymentCaptured, PaymentRefunded, RefundFailed
from dominos.kernel.clock import now

pytestmark = pytest.mark.django_db(transaction=True)
SEEN = {
    "placed": ("orders_placed_total", {"service": "DELIVERY"}),
    "completed": ("orders_ended_total", {"status": "COMPLETED"}),
    "kept": ("orders_promises_total", {"kept": "yes"}),
    "broken": ("orders_promises_total", {"kept": "no"}),
    "captured": ("orders_captured_minor_total", {"currency": "EUR"}),
    "refunded": ("orders_refunded_minor_total", {"currency": "EUR"}),
}


def figures():
    return {name: REGISTRY.get_sample_value(*sample) or 0 for name, sample in SEEN.items()}


def test_orders_and_money_are_counted_once_however_often_news_of_a_status_comes():
    before, order = figures(), Order(placed_at=now())
    order.tell(order.placed(), 1)
    order.tell(order.advanced(S.BAKING, S.READY), 5)
    order.tell(order.advanced(S.ARRIVED, S.COMPLETED), 8)
    order.tell(order.advanced(S.ARRIVED, S.COMPLETED), 8)
    order.tell(order.advanced(S.BAKING, S.READY), 5)
    order.tell(of_money(PaymentCaptured, order, 1777))
    order.tell(of_money(PaymentRefunded, order, 500))
    order.tell(of_money(RefundFailed, order, 500))
    counted = {name: value - before[name] for name, value in figures().items()}
    assert counted == {
        "placed": 1,
        "completed": 1,
        "kept": 1,
        "broken": 0,
        "captured": 1777,
        "refunded": 500,
    }
