"""The times that can be ordered for."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

import structlog

from apps.delivery.contract.service import DeliveryService
from apps.orders.domain import calibration
from apps.orders.domain.kitchen import NO_LOAD, kitchen_stages
from apps.orders.domain.seats import ANY_ROAD, fits_before, oven_size
from apps.orders.models import Order
from apps.orders.reservations.seats import others_around
from apps.orders.reservations.slots import is_free
from apps.stores.contract.service import StoresService
from apps.stores.contract.types import ServiceMethod, Slot, Store
from dominos.kernel.clock import now
from dominos.kernel.edge.answers import Answer
from dominos.kernel.errors import NotFound, Unavailable
from dominos.kernel.services import service

log = structlog.get_logger(__name__)


class OrderSlotAnswer(Answer):
    """A quarter of an hour."""

    start: datetime
    end: datetime
    is_free: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How many pizzas the oven would have to bake, and where they would be brought, if that is known (lat, lon).

    `own` is an order that gives its seats back then.
    """

    pizzas: int = 1
    door: tuple[float, float] | None = None
    own: Order | None = None


def list_slots(
    store_id: UUID, method: ServiceMethod, day: date, wanted: Wanted = Wanted()
) -> list[OrderSlotAnswer]:
    """The slots of a business date; free are those in which the order that is wanted could be taken. NotFound."""
    at = now()
    slots: list[Slot] = service(StoresService).list_slots(store_id=store_id, service=method, date=day, at=at)
    if not slots:
        return []
    store: Store = service(StoresService).get_store(store_id=store_id)
    uses, taken = others_around(slots, wanted.own)
    size, roads = oven_size(store.kitchen), _roads(store, method, wanted)

    def has_room(slot: Slot) -> bool:
        return is_free(slot, uses.get(slot.start), wanted.pizzas) and fits_before(
            slot.start, roads, wanted.pizzas, size, taken, at
        )

    return [OrderSlotAnswer(start=slot.start, end=slot.end, is_free=has_room(slot)) for slot in slots]


def _roads(store: Store, method: ServiceMethod, wanted: Wanted) -> tuple[timedelta, ...]:
    """How long before its window the order may have to be out of the oven."""
    if method is not ServiceMethod.DELIVERY:
        return (timedelta(),)
    if wanted.door is None:
        return ANY_ROAD
    lat, lon = wanted.door
    ready_in = round(calibration.ready_in(kitchen_stages(wanted.pizzas, store.kitchen, NO_LOAD), ()))
    try:
        stages = service(DeliveryService).estimate_stages(
            store_id=store.id, lat=lat, lon=lon, ready_in=ready_in
        )
    except (Unavailable, NotFound) as error:
        log.warning("delivery gives no estimate", error=error.code)
        return ANY_ROAD
    return (timedelta(seconds=sum(stage.expected for stage in stages)),)
