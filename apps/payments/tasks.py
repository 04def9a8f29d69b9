"""Background work: what payments, webhooks and the embedded gateway have due."""

from typing import Any

from celery import shared_task

from apps.payments.gateways.after_commit import QUEUE
from apps.payments.gateways.embedded.webhooks import deliver_due
from apps.payments.processing.operations import perform_due
from apps.payments.processing.stale_payments import check_due
from apps.payments.processing.webhooks import handle_due


@shared_task(name="payments.perform", ignore_result=True, acks_late=True)
def perform() -> None:
    """Captures, voids and refunds that are wanted."""
    perform_due()


@shared_task(name="payments.handle_webhooks", ignore_result=True, acks_late=True)
def handle_webhooks() -> None:
    """Webhooks kept and not yet handled."""
    handle_due()


@shared_task(name="payments.sweep", ignore_result=True, expires=30)
def sweep() -> None:
    """Payments nothing was heard of."""
    check_due()


@shared_task(name="payments.deliver_embedded_webhooks", ignore_result=True, acks_late=True)
def deliver_embedded_webhooks() -> None:
    """Webhooks the embedded gateway owes us."""
    deliver_due()


_OPTIONS = {"queue": QUEUE, "expires": 30}
SCHEDULE: dict[str, dict[str, Any]] = {
    "payments-perform": {"task": "payments.perform", "schedule": 5.0, "options": _OPTIONS},
    "payments-webhooks": {"task": "payments.handle_webhooks", "schedule": 10.0, "options": _OPTIONS},
    "payments-sweep": {"task": "payments.sweep", "schedule": 30.0, "options": _OPTIONS},
    "payments-embedded": {
        "task": "payments.deliver_embedded_webhooks",
        "schedule": 10.0,
        "options": _OPTIONS,
    },
}
