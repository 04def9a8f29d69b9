"""The times that can be ordered for."""

from datetime import date, datetime
from uuid import UUID

from apps.orders.reservations.slots import is_free, taken_of
from apps.stores.contract.service import StoresService
from apps.stores.contract.types import ServiceMethod, Slot
from dominos.kernel.clock import now
from dominos.kernel.edge.answers import Answer
from dominos.kernel.services import service


class OrderSlotAnswer(Answer):
    """A quarter of an hour."""

    start: datetime
    end: datetime
    is_free: bool


def list_slots(store_id: UUID, method: ServiceMethod, day: date) -> list[OrderSlotAnswer]:
    """The slots of a business date, with the full ones marked. NotFound."""
    slots: list[Slot] = service(StoresService).list_slots(
        store_id=store_id, service=method, date=day, at=now()
    )
    taken = taken_of(slots)
    return [
        OrderSlotAnswer(
            start=slot.start,
            end=slot.end,
            is_free=is_free(slot, taken.get(slot.start)),
        )
        for slot in slots
    ]
