"""The implementation of the stores service."""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from apps.stores.contract.service import StoresService
from apps.stores.contract.types import Opening, ServiceMethod, Slot, Store, WeeklyHours
from apps.stores.domain import openings, slots
from apps.stores.queries import states


class LocalStoresService(StoresService):
    """Answers from states cached for up to a second, otherwise with one statement."""

    def get_store(self, *, store_id: UUID) -> Store:
        return states.get_state(store_id).profile

    def get_stores(self, *, store_ids: list[UUID]) -> list[Store]:
        return [state.profile for state in states.get_states(store_ids)]

    def list_stores(self) -> list[Store]:
        return [state.profile for state in states.all_states()]

    def list_hours(self, *, store_id: UUID) -> list[WeeklyHours]:
        return [
            WeeklyHours(service=offer.service, weekday=span.weekday, opens=span.opens, closes=span.closes)
            for offer in states.get_state(store_id).offers
            for span in offer.hours
        ]

    def get_opening(self, *, store_id: UUID, service: ServiceMethod, at: datetime) -> Opening:
        state = states.get_state(store_id)
        return replace(openings.opening(state, service, at), limited=slots.limited_slots(state, service, at))

    def list_slots(self, *, store_id: UUID, service: ServiceMethod, date: date, at: datetime) -> list[Slot]:
        return slots.slots_of(states.get_state(store_id), service, date, at)

    def get_slot(self, *, store_id: UUID, service: ServiceMethod, start: datetime, at: datetime) -> Slot:
        return slots.slot_at(states.get_state(store_id), service, start, at)
