"""In-memory stores for other apps' tests: by default always open, and their ovens have room for all orders."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from apps.stores.contract.business_day import business_day_start
from apps.stores.contract.errors import SlotNotOffered
from apps.stores.contract.service import StoresService
from apps.stores.contract.types import Kitchen, Opening, ServiceMethod, Slot, Store, WeeklyHours
from dominos.kernel.errors import NotFound
from dominos.kernel.ids import new_id

_QUARTER = timedelta(minutes=15)
_PROFILE = Store(
    id=UUID(int=1),
    code="FAKE-1",
    name="Fake store",
    phone="+358 9 5550 100",
    street="Kalevankatu",
    house_number="17",
    postcode="00100",
    city="Helsinki",
    lat=60.1668,
    lon=24.93605,
    timezone="Europe/Helsinki",
    currency="EUR",
    languages=("en",),
    services=tuple(ServiceMethod),
    cash_limit=8_000,
    tax_percent="14",
    tax_included=True,
    legal_entity="Fake Pizza Oy",
    kitchen=Kitchen(make_stations=2, make_seconds=82, oven_slots=9_999, oven_seconds=390),
)


def a_store(**changes: Any) -> Store:
    """A store with a new id and `changes` to the default profile."""
    return replace(_PROFILE, **{"id": new_id(), **changes})


@dataclass(slots=True)
class FakeStoresService(StoresService):
    """Answers with the stores it is given; `shut` is the reason for being closed, `wait` the quoted range.

    Every quarter of an hour takes `slot_orders` orders and `slot_pizzas` pizzas of each service.
    """

    stores: list[Store] = field(default_factory=list)
    shut: dict[UUID, str] = field(default_factory=dict)
    wait: tuple[int, int] = (15, 25)
    busy_minutes: int = 0
    slot_orders: int | None = None
    slot_pizzas: int | None = None
    closes_at: datetime | None = None

    def get_store(self, *, store_id: UUID) -> Store:
        for store in self.stores:
            if store.id == store_id:
                return store
        raise NotFound("There is no such store.")

    def get_stores(self, *, store_ids: list[UUID]) -> list[Store]:
        known = {store.id: store for store in self.stores}
        return [known[store_id] for store_id in store_ids if store_id in known]

    def list_stores(self) -> list[Store]:
        return sorted(self.stores, key=lambda store: store.code)

    def list_hours(self, *, store_id: UUID) -> list[WeeklyHours]:
        return [
            WeeklyHours(service=each, weekday=day, opens=time(0), closes=time(0))
            for each in self.get_store(store_id=store_id).services
            for day in range(1, 8)
        ]

    def get_opening(self, *, store_id: UUID, service: ServiceMethod, at: datetime) -> Opening:
        store = self.get_store(store_id=store_id)
        reason = "" if service in store.services else "no_such_service"
        reason = self.shut.get(store_id, "closed" if self.closes_at and at >= self.closes_at else reason)
        return Opening(
            is_open=not reason,
            reason=reason,
            opens_at=None,
            closes_at=self.closes_at,
            business_date=store.business_date(at),
            wait_minutes=(self.wait[0] + self.busy_minutes, self.wait[1] + self.busy_minutes),
            is_busy=self.busy_minutes > 0,
            usual_wait_minutes=self.wait,
            limited=self._limited(store, service, at),
        )

    def _limited(self, store: Store, service: ServiceMethod, at: datetime) -> tuple[Slot, ...]:
        if self.slot_orders is None and self.slot_pizzas is None:
            return ()
        midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
        first = midnight + (at - midnight) // _QUARTER * _QUARTER
        starts = (first + n * _QUARTER for n in range(32))
        return tuple(self._slot(store.id, service, start, store.business_date(start)) for start in starts)

    def list_slots(self, *, store_id: UUID, service: ServiceMethod, date: date, at: datetime) -> list[Slot]:
        store = self.get_store(store_id=store_id)
        if store_id in self.shut or service not in store.services:
            return []
        start_of_day = business_day_start(date, store.timezone, store.day_starts_at)
        starts = (start_of_day + n * _QUARTER for n in range(96))
        earliest = at + timedelta(minutes=self.wait[1])
        return [self._slot(store_id, service, start, date) for start in starts if start >= earliest]

    def get_slot(self, *, store_id: UUID, service: ServiceMethod, start: datetime, at: datetime) -> Slot:
        day = self.get_store(store_id=store_id).business_date(start)
        slots = self.list_slots(store_id=store_id, service=service, date=day, at=at)
        for slot in slots:
            if slot.start == start:
                return slot
        raise SlotNotOffered(starts_at=start.isoformat())

    def _slot(self, store_id: UUID, service: ServiceMethod, start: datetime, day: date) -> Slot:
        return Slot(
            store_id=store_id,
            service=service,
            start=start,
            end=start + _QUARTER,
            business_date=day,
            orders=self.slot_orders,
            pizzas=self.slot_pizzas,
        )
