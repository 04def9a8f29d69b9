"""Couriers' shifts, for figures."""

from apps.dashboard.models import BoardShift, BoardStore
from apps.delivery.contract.events import ShiftEnded
from apps.stores.contract.business_day import business_date
from dominos.kernel.prepared_writes import upsert
from dominos.kernel.unit_of_work import unit_of_work


def record_shift(event: ShiftEnded) -> None:
    """Adds a finished shift to the business day on which it began."""
    with unit_of_work("dashboard"):
        store = BoardStore.objects.filter(store_id__in=filter(None, [event.store_id])).first() or BoardStore()
        facts = {
            "courier_id": event.courier_id,
            "courier_name": event.courier_name,
            "store_id": event.store_id,
            "business_date": business_date(event.started_at, store.timezone, store.day_starts_at),
            "started_at": event.started_at,
            "worked_minutes": event.worked_minutes,
        }
        upsert(BoardShift, event.shift_id, facts)
