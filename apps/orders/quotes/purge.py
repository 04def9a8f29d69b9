"""Quotes and slots that are over are forgotten."""

from datetime import timedelta

from apps.orders.models import Quote, SlotUse
from dominos.kernel.clock import now
from dominos.kernel.unit_of_work import unit_of_work

KEPT = timedelta(days=1)


def purge_quotes() -> None:
    """Forgets quotes that expired a day ago, and the seats of slots that passed."""
    before = now() - KEPT
    with unit_of_work("orders"):
        SlotUse.objects.filter(starts_at__lt=before).delete()
        Quote.objects.filter(expires_at__lt=before).delete()
