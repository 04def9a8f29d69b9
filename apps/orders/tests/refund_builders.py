"""Completed orders, and refunds of them."""

from datetime import timedelta

from django.apps import apps

from apps.orders.tests.builders import deliver, refreshed, saga_of
from apps.payments.contract.events import PaymentCaptured, PaymentRefunded
from dominos.kernel import clock
from dominos.kernel.ids import new_id
from dominos.kernel.testing.api import client


def completed(world, late=False, **changes):
    """A paid and captured order."""
    with clock.stopped() as at:
        order = world.ready(**changes)
        world.assign(order)
        world.pick_up(order)
        world.arrive(order)
        if late:
            at.at = order.promised_to + timedelta(minutes=15, seconds=1)
        world.hand_over(order)
        captured(order)
    return refreshed(order)


def captured(order):
    payment_id = saga_of(order).payment_id
    deliver(
        PaymentCaptured(order_id=order.id, payment_id=payment_id, amount=order.total, currency=order.currency)
    )


def refund(world, order, by=None, key="", **body):
    headers = {"Idempotency-Key": key or str(new_id())}
    body = {"reason": "cold", **body}
    return client(by or world.manager).post(f"/api/v1/orders/{order.id}/refunds", body, headers=headers)


def asked(order):
    rows = apps.get_model("orders", "OutboxMessage").objects.filter(subject=order.id, type=REFUND)
    return [row.data for row in rows.order_by("id")]


def answered(order, command):
    deliver(
        PaymentRefunded(
            order_id=order.id,
            payment_id=saga_of(order).payment_id,
            amount=command["amount"],
            currency="EUR",
            reason=command["reason"],
            key=command["key"],
        )
    )
