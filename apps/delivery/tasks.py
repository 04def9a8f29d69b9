"""The dispatcher's beat, and what else happens by the clock."""

from datetime import timedelta
from uuid import UUID

from celery import shared_task

from apps.delivery.domain.rules import DISPATCH_SECONDS
from apps.delivery.models import CourierReceipt
from apps.delivery.queries.market import rules
from apps.delivery.storage.position_days import drop_days_before, keep_days_ahead
from apps.delivery.use_cases.after_commit import DISPATCH, REFRESH_ETA
from apps.delivery.use_cases.arrival_windows import refresh_eta as refresh
from apps.delivery.use_cases.arrival_windows import refresh_stale
from apps.delivery.use_cases.dispatcher import dispatch_couriers
from apps.delivery.use_cases.photos import forget_old as forget_old_photos
from dominos.kernel.clock import now

SWEEP_ETA, PURGE = "delivery.sweep_eta", "delivery.purge"


@shared_task(name=DISPATCH, ignore_result=True)
def dispatch() -> None:
    """Ends offers that ran out, frees what silent couriers hold, and matches deliveries and couriers."""
    dispatch_couriers()


@shared_task(name=REFRESH_ETA, ignore_result=True)
def refresh_eta(delivery_id: str) -> None:
    """Computes the windows of the delivery, and of those in the same run, anew."""
    refresh(UUID(delivery_id))


@shared_task(name=SWEEP_ETA, ignore_result=True)
def sweep_eta() -> None:
    """Computes the windows anew that nothing has touched for a while."""
    refresh_stale()


@shared_task(name=PURGE, ignore_result=True)
def purge() -> None:
    """Makes room for the positions of the days to come; forgets positions, photos and
    receipts older than their retention."""
    at = now()
    keep_days_ahead(at)
    forget_old_photos()
    drop_days_before(at - timedelta(days=rules().position_days))
    CourierReceipt.objects.filter(at__lt=at - timedelta(days=2)).delete()


_QUEUE = {"queue": "dominos.delivery"}
SCHEDULE = {
    "delivery-dispatch": {
        "task": DISPATCH,
        "schedule": DISPATCH_SECONDS,
        "options": {**_QUEUE, "expires": DISPATCH_SECONDS},
    },
    "delivery-eta": {"task": SWEEP_ETA, "schedule": 15.0, "options": {**_QUEUE, "expires": 15}},
    "delivery-purge": {"task": PURGE, "schedule": 3600.0, "options": _QUEUE},
}
