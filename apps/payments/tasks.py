"""Background work on payments, webhooks and the embedded gateway."""

from celery import shared_task

from apps.payments.gateways.embedded.webhooks import deliver_due
from apps.payments.processing.operations import perform_due
from apps.payments.processing.stale_payments import check_due
from apps.payments.processing.webhooks import handle_due
from dominos.kernel.timers import timer


@shared_task(name="payments.perform", ignore_result=True, acks_late=True)
def perform() -> None:
    """Captures, voids, refunds and raised authorizations that are due."""
    perform_due()


@shared_task(name="payments.handle_webhooks", ignore_result=True, acks_late=True)
def handle_webhooks() -> None:
    """Webhooks stored and not yet handled."""
    handle_due()


@shared_task(name="payments.sweep", ignore_result=True)
def sweep() -> None:
    """Payments without news from their gateway."""
    check_due()


@shared_task(name="payments.deliver_embedded_webhooks", ignore_result=True, acks_late=True)
def deliver_embedded_webhooks() -> None:
    """Webhooks of the embedded gateway that are due."""
    deliver_due()


SCHEDULE = {
    "payments-perform": timer("payments", "payments.perform", every=5),
    "payments-webhooks": timer("payments", "payments.handle_webhooks", every=10),
    "payments-sweep": timer("payments", "payments.sweep", every=30),
    "payments-embedded": timer("payments", "payments.deliver_embedded_webhooks", every=10),
}
