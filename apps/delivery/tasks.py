"""The dispatcher's task, and other periodic tasks."""

from uuid import UUID

from celery import shared_task

from apps.delivery.domain.rules import DISPATCH_SECONDS
from apps.delivery.storage.position_days import keep_days_ahead
from apps.delivery.use_cases.after_commit import DISPATCH, REFRESH_ETA
from apps.delivery.use_cases.alarms import (
    not_alerted,
    not_ready_in_time,
    tell_of_waiting_couriers,
    tell_of_waiting_food,
)
from apps.delivery.use_cases.arrival_windows import refresh_eta as refresh
from apps.delivery.use_cases.arrival_windows import refresh_stale, stale
from apps.delivery.use_cases.dispatcher import dispatch_couriers, work
from apps.delivery.use_cases.outsourcing.broker import broker, late_deliveries
from apps.delivery.use_cases.outsourcing.calls import call_due, due
from apps.delivery.use_cases.photos import delete_old_photos
from apps.delivery.use_cases.positions import delete_old_positions
from apps.delivery.use_cases.provider_calls import CALL
from dominos.kernel.clock import now
from dominos.kernel.lanes import work_in
from dominos.kernel.timers.timers import timer

DISPATCHED_AT_LEAST = 20
"""Seconds: keeps the observation of heartbeats without a gap; `monitoring/alerts.yaml` waits three times that."""
SWEEP_ETA, PURGE, BROKER = "delivery.sweep_eta", "delivery.purge", "delivery.broker"
PROVIDERS = "delivery-providers"
"""The lane of what waits for providers."""


@shared_task(name=DISPATCH, ignore_result=True)
def dispatch() -> None:
    """Ends expired offers, releases deliveries of unresponsive couriers, and matches deliveries and couriers."""
    dispatch_couriers()


@shared_task(name=REFRESH_ETA, ignore_result=True)
def refresh_eta(delivery_id: str) -> None:
    """Recomputes the windows of the delivery and of its run."""
    refresh(UUID(delivery_id))


@shared_task(name=SWEEP_ETA, ignore_result=True)
def sweep_eta() -> None:
    """Recomputes windows not updated for a while, and notifies stores of food without a courier."""
    refresh_stale()
    tell_of_waiting_food()
    tell_of_waiting_couriers()


@shared_task(name=PURGE, ignore_result=True)
def purge() -> None:
    """Creates the next days' partitions; deletes positions and photos older than their retention."""
    keep_days_ahead(now())
    delete_old_positions()
    delete_old_photos()


@shared_task(name=BROKER, ignore_result=True)
def broker_late() -> None:
    """Has providers bring what our couriers would bring late."""
    work_in("delivery-broker", broker)


@shared_task(name=CALL, ignore_result=True)
def call_providers() -> None:
    """Hires, cancels and asks after the providers' couriers."""
    work_in(PROVIDERS, call_due)


SCHEDULE = {
    "delivery-dispatch": timer(
        "delivery", DISPATCH, every=DISPATCH_SECONDS, finds=work, at_least=DISPATCHED_AT_LEAST
    ),
    "delivery-eta": timer(
        "delivery", SWEEP_ETA, every=15, finds=lambda: [stale(), not_alerted(), not_ready_in_time()]
    ),
    "delivery-broker": timer("delivery", BROKER, every=15, finds=late_deliveries),
    "delivery-providers": timer("delivery", CALL, every=5, finds=due),
    "delivery-purge": timer("delivery", PURGE, every=3600),
}
