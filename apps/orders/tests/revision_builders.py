"""What payments answer to a revision, and what orders asked of other apps."""

from django.apps import apps

from apps.orders.tests.builders import deliver, saga_of
from apps.payments.contract.events import AuthorizationAdjusted, AuthorizationRefused

ADJUST = "payments.adjust_authorization"


def adjusted(order, revision=None):
    """Payments hold what the revision costs."""
    saga = saga_of(order)
    deliver(
        AuthorizationAdjusted(
            order_id=order.id,
            payment_id=saga.payment_id,
            revision=revision or saga.revision,
            amount=asked(order)[-1]["amount"],
            currency=order.currency,
        )
    )


def refused(order):
    """The bank says no."""
    saga = saga_of(order)
    deliver(
        AuthorizationRefused(
            order_id=order.id,
            payment_id=saga.payment_id,
            revision=saga.revision,
            code="insufficient_funds",
        )
    )


def asked(order):
    """The adjustments that were asked for."""
    return messages(order, ADJUST)


def messages(order, kind):
    """What was sent of this kind for the order, oldest first."""
    rows = apps.get_model("orders", "OutboxMessage").objects.filter(subject=order.id, type=kind)
    return [row.data for row in rows.order_by("id")]
