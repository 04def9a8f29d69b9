"""The implementation of the menu service."""

from datetime import datetime
from uuid import UUID

from apps.menu.contract.errors import BasketRefused
from apps.menu.contract.limits import MAX_REFUSALS, excesses
from apps.menu.contract.service import MenuService
from apps.menu.contract.types import BasketCheck, LineRequest, MenuDocument, PricedBasket
from apps.menu.domain.dayparts import Moment
from apps.menu.domain.deals.store_deals import Occasion
from apps.menu.queries import baskets, published_menus, versions
from apps.menu.queries.deal_codes import coupons_of
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.clock import now


class LocalMenuService(MenuService):
    """Prices from this process's cache of the published version."""

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
        _refuse_excesses(lines, deals)
        menu, seller, made_by, left = published_menus.get_offering(store_id, at, language)
        occasion = _occasion(menu, seller, service, deals, exhausted, at, delivery_fees)
        priced, refusals = baskets.price(menu, lines, occasion, made_by, left)
        if refusals:
            raise BasketRefused(errors=refusals[:MAX_REFUSALS])
        return baskets.basket(store_id, menu, priced, occasion)

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
        _refuse_excesses(lines, deals)
        menu, seller, _, left = published_menus.get_offering(store_id, at, language)
        occasion = _occasion(menu, seller, service, deals, exhausted, at, delivery_fees)
        return baskets.check(store_id, menu, lines, occasion, left)

    def get_document(self, *, store_id: UUID, known: str = "", language: str = "") -> MenuDocument:
        menu = published_menus.get_menu(store_id, language)
        is_known = menu.spoken_tag == known
        return MenuDocument(
            tag=menu.spoken_tag,
            document=None if is_known else {**menu.document, "preconfigured": menu.preconfigured},
            sold_out=frozenset(menu.unorderable_codes),
        )


def _refuse_excesses(lines: list[LineRequest], deals: tuple[str, ...]) -> None:
    """Whichever door they came by: nothing is checked of a basket that is too large."""
    if errors := list(excesses(lines, deals)):
        raise BasketRefused(errors=errors[:MAX_REFUSALS])


def _occasion(
    menu: versions.PublishedMenu,
    seller: published_menus.Seller,
    service: ServiceMethod,
    deals: tuple[str, ...],
    exhausted: tuple[str, ...],
    at: datetime | None,
    delivery_fees: tuple[tuple[int, int], ...],
) -> Occasion:
    return Occasion(
        service=service,
        store=seller.code,
        at=Moment(at or now(), seller.clock),
        deals=deals,
        coupons=coupons_of(code for code in deals if code not in menu.deals),
        exhausted=exhausted,
        delivery_fees=delivery_fees if service is ServiceMethod.DELIVERY else (),
    )
