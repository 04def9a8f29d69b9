"""The menu service."""

from abc import abstractmethod
from uuid import UUID

from apps.menu.contract.types import LineRequest, PricedBasket
from dominos.kernel.services import Service, read


class MenuService(Service):
    """Questions about what a store sells."""

    name = "menu"

    @abstractmethod
    @read
    def price_basket(self, *, store_id: UUID, lines: list[LineRequest]) -> PricedBasket:
        """Prices the lines by the store's published menu. BasketRefused, NoMenu."""
