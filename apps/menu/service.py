"""The menu service, answered here."""

from uuid import UUID

from apps.menu import domain, queries
from apps.menu.contract.errors import BasketRefused
from apps.menu.contract.service import MenuService
from apps.menu.contract.types import LineRequest, PricedBasket


class LocalMenuService(MenuService):
    """Prices from the process's memory of the published version."""

    def price_basket(self, *, store_id: UUID, lines: list[LineRequest]) -> PricedBasket:
        menu = queries.get_menu(store_id)
        priced, refusals = domain.price_lines(menu.rules, lines, menu.sold_out)
        if refusals:
            raise BasketRefused(errors=refusals)
        return PricedBasket(
            store_id=store_id,
            menu_version=menu.version,
            currency=menu.rules.currency,
            lines=tuple(priced),
            food=sum(line.total for line in priced),
        )
