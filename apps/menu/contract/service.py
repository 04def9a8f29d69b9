"""The menu service."""

from abc import abstractmethod
from datetime import datetime
from uuid import UUID

from apps.menu.contract.types import BasketCheck, LineRequest, MenuDocument, PricedBasket
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.services import Service, read


class MenuService(Service):
    """Queries about what a store sells.

    `deals` are codes the customer entered; the store's automatic deals always apply, those in `exhausted`
    never. `at` is when the food is wanted (default: now): deals and dayparts are evaluated then, in the
    store's time zone. `delivery_fees` are tiers `(from this subtotal, the fee)`, both in minor units. Texts
    are in `language`, else in the store's, else in the menu's own.
    """

    name = "menu"

    @abstractmethod
    @read
    def price_basket(
        self,
        *,
        store_id: UUID,
        lines: list[LineRequest],
        service: ServiceMethod = ServiceMethod.DELIVERY,
        deals: tuple[str, ...] = (),
        exhausted: tuple[str, ...] = (),
        at: datetime | None = None,
        delivery_fees: tuple[tuple[int, int], ...] = (),
        language: str = "",
    ) -> PricedBasket:
        """Prices the lines by the store's published menu, with the best legal set of deals. BasketRefused, NoMenu."""

    @abstractmethod
    @read
    def check_basket(
        self,
        *,
        store_id: UUID,
        lines: list[LineRequest],
        service: ServiceMethod = ServiceMethod.DELIVERY,
        deals: tuple[str, ...] = (),
        exhausted: tuple[str, ...] = (),
        at: datetime | None = None,
        delivery_fees: tuple[tuple[int, int], ...] = (),
        language: str = "",
    ) -> BasketCheck:
        """Corrects every line where needed and prices the corrected basket. NoMenu."""

    @abstractmethod
    @read
    def get_document(self, *, store_id: UUID, known: str = "", language: str = "") -> MenuDocument:
        """The menu the store sells now; without its content if its tag is `known`. NotFound, NoMenu."""
