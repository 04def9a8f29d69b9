"""The stores service."""

from abc import abstractmethod
from datetime import date, datetime
from uuid import UUID

from apps.stores.contract.types import Opening, ServiceMethod, Slot, Store, WeeklyHours
from dominos.kernel.services import Service, read


class StoresService(Service):
    """Questions about stores."""

    name = "stores"

    @abstractmethod
    @read
    def get_store(self, *, store_id: UUID) -> Store:
        """The store. NotFound."""

    @abstractmethod
    @read
    def get_stores(self, *, store_ids: list[UUID]) -> list[Store]:
        """Those of the stores that exist, in the requested order."""

    @abstractmethod
    @read
    def list_stores(self) -> list[Store]:
        """All stores, by their code."""

    @abstractmethod
    @read
    def list_hours(self, *, store_id: UUID) -> list[WeeklyHours]:
        """The store's usual hours, without holidays and manual changes. NotFound."""

    @abstractmethod
    @read
    def get_opening(self, *, store_id: UUID, service: ServiceMethod, at: datetime) -> Opening:
        """Whether the store takes orders of the service at the instant `at`. NotFound."""

    @abstractmethod
    @read
    def list_slots(self, *, store_id: UUID, service: ServiceMethod, date: date, at: datetime) -> list[Slot]:
        """The slots of a business date that can be ordered for at the instant `at`, in order. NotFound."""

    @abstractmethod
    @read
    def get_slot(self, *, store_id: UUID, service: ServiceMethod, start: datetime, at: datetime) -> Slot:
        """The slot that begins at `start`, for an order made at `at`. NotFound, SlotNotOffered."""
