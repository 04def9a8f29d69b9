"""The stores service."""

from abc import abstractmethod
from datetime import datetime
from uuid import UUID

from apps.stores.contract.types import Opening, ServiceMethod, Store
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
        """The stores that exist, in the order asked."""

    @abstractmethod
    @read
    def get_opening(self, *, store_id: UUID, service: ServiceMethod, at: datetime) -> Opening:
        """Whether the store takes orders of the service at the instant `at`. NotFound."""
