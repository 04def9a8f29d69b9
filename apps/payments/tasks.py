"""Periodic tasks of payments, webhooks and the embedded gateway."""

from uuid import UUID

from celery import shared_task

from apps.payments.gateways.embedded import webhooks as embedded_webhooks
from apps.payments.ledger import closing
from apps.payments.processing import forgetting, late_tips, operations, stale_payments, webhooks
from apps.payments.processing.gift_cards import GIFTS
from dominos.kernel.timers.timers import timer


@shared_task(name="payments.perform", ignore_result=True, acks_late=True)
def perform() -> None:
    """Performs due captures, voids, refunds and raised authorizations."""
    operations.perform_due()


@shared_task(name="payments.handle_webhooks", ignore_result=True, acks_late=True)
def handle_webhooks() -> None:
    """Handles stored webhooks."""
    webhooks.handle_due()


@shared_task(name="payments.sweep", ignore_result=True)
def sweep() -> None:
    """Checks payments without news from their gateway."""
    stale_payments.check_due()


@shared_task(name="payments.deliver_embedded_webhooks", ignore_result=True, acks_late=True)
def deliver_embedded_webhooks() -> None:
    """Delivers due webhooks of the embedded gateway."""
    embedded_webhooks.deliver_due()


@shared_task(name="payments.finish_gifts", ignore_result=True, acks_late=True)
def finish_gifts() -> None:
    """Finishes gift card purchases whose buyer has not returned."""
    GIFTS.finish_due()


@shared_task(name="payments.finish_tips", ignore_result=True, acks_late=True)
def finish_tips() -> None:
    """Finishes tips whose customer has not returned, and gives back what support wants given back."""
    late_tips.finish_due()


@shared_task(name=forgetting.FORGET_CARDS, ignore_result=True)
def forget_cards(person_ids: list[str]) -> None:
    """Removes the cards of erased people at the gateways; users repeats its request until that is done."""
    forgetting.forget_cards([UUID(person) for person in person_ids])


@shared_task(name="payments.close_days", ignore_result=True)
def close_days() -> None:
    """Closes settled business days."""
    closing.close_settled_days()


SCHEDULE = {
    "payments-days": timer("payments", "payments.close_days", every=900),
    "payments-perform": timer("payments", "payments.perform", every=5, finds=operations.due),
    "payments-webhooks": timer("payments", "payments.handle_webhooks", every=10, finds=webhooks.due),
    "payments-gifts": timer("payments", "payments.finish_gifts", every=60, finds=GIFTS.due),
    "payments-tips": timer("payments", "payments.finish_tips", every=60, finds=late_tips.TIPS.due),
    "payments-sweep": timer("payments", "payments.sweep", every=30, finds=stale_payments.due),
    "payments-embedded": timer(
        "payments", "payments.deliver_embedded_webhooks", every=10, finds=embedded_webhooks.due
    ),
}
