"""Whether a wish can be ordered, and if not, what to put right: no prices, no promise."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from apps.menu.contract.service import MenuService
from apps.menu.contract.types import BasketCheck, Correction
from apps.orders.contract.errors import BelowMinimum
from apps.orders.domain.fees import small_order_fee
from apps.orders.domain.sold_lines import line_body
from apps.orders.quotes.requests import Destination, Wish, destination_of, occasion
from apps.orders.quotes.timing import check_time_of
from apps.stores.contract.service import StoresService
from apps.stores.contract.types import Store
from dominos.kernel.auth import Principal
from dominos.kernel.errors import DomainError
from dominos.kernel.services import service


@dataclass(frozen=True, slots=True, kw_only=True)
class WishCheck:
    """What menu and stores say of a wish: every line, and what is wrong with the wish as a whole."""

    to: Destination
    basket: BasketCheck
    problems: tuple[DomainError, ...]

    def corrected_wish(self, wish: Wish) -> Wish:
        """The wish with the lines that remain once they are put right."""
        return replace(wish, lines=list(self.basket.corrected))

    def numbers(self) -> dict[int, int]:
        """The numbers from 1 that lines sold as asked for have among the corrected ones."""
        return {
            line.number + 1: line.corrected + 1
            for line in self.basket.lines
            if line.is_ok and line.corrected is not None
        }

    def document(self) -> dict[str, Any]:
        """The check as JSON."""
        basket = self.basket.basket
        return {
            "is_ok": self.basket.is_ok and not self.problems,
            "store_id": str(self.to.store_id),
            "menu_version": self.basket.menu_version,
            "problems": [{"code": problem.code, "detail": problem.detail} for problem in self.problems],
            "lines": [
                {
                    "number": line.number + 1,
                    "is_ok": line.is_ok,
                    "status_codes": list(dict.fromkeys(fix.code for fix in line.corrections)),
                    "corrections": [correction_document(fix) for fix in line.corrections],
                    "corrected": None if line.corrected is None else line.corrected + 1,
                }
                for line in self.basket.lines
            ],
            "corrected_lines": [line_body(line) for line in self.basket.corrected],
            "deals": [deal.code for deal in basket.deals] if basket else [],
            "unused_deals": dict(basket.unused_deals) if basket else {},
        }


def correction_document(fix: Correction) -> dict[str, Any]:
    """What is wrong with a line and what puts it right."""
    return {
        "code": fix.code,
        "action": str(fix.action),
        "field": fix.field,
        "message": fix.message,
        "topping": fix.topping,
        "value": fix.value,
        "alternatives": list(fix.alternatives),
    }


def check(wish: Wish, caller: Principal) -> WishCheck:
    """Asks about every line. NotFound, NoMenu, OutOfZone and the like where there is no store to ask."""
    to = destination_of(wish, caller)
    store: Store = service(StoresService).get_store(store_id=to.store_id)
    basket: BasketCheck = service(MenuService).check_basket(
        store_id=store.id, lines=wish.lines, **occasion(wish, to)
    )
    return WishCheck(to=to, basket=basket, problems=tuple(_problems(wish, to, store, basket)))


def _problems(wish: Wish, to: Destination, store: Store, checked: BasketCheck) -> Iterator[DomainError]:
    if (refusal := check_time_of(wish, store.id)) is not None:
        yield refusal
    food = checked.basket.food if checked.basket is not None else 0
    minimum = max(store.minimum_order, to.zone.minimum_subtotal if to.zone else 0)
    try:
        small_order_fee(food, minimum, store.terms, currency=store.currency)
    except BelowMinimum as refusal:
        yield refusal
