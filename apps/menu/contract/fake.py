"""An in-memory menu for other apps' tests: a price for each variant, one price for a topping."""

from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal
from uuid import UUID

from apps.menu.contract.errors import BasketRefused, NoMenu
from apps.menu.contract.service import MenuService
from apps.menu.contract.types import LineRequest, Part, PricedBasket, PricedLine
from dominos.kernel.errors import FieldError


@dataclass(slots=True)
class FakeMenuService(MenuService):
    """Sells `prices` (variant to minor units) in every store but those of `without_menu`; change `version` at will.

    Every topping costs `topping_price` for each unit: one on the whole, half of one on a half.
    """

    prices: dict[str, int] = field(default_factory=lambda: {"14HT": 1399, "COLA-033": 290})
    topping_price: int = 189
    currency: str = "EUR"
    version: str = "fake-1"
    cold: frozenset[str] = frozenset({"COLA-033"})
    without_menu: set[UUID] = field(default_factory=set)
    sold_out: set[str] = field(default_factory=set)

    def price_basket(self, *, store_id: UUID, lines: list[LineRequest]) -> PricedBasket:
        if store_id in self.without_menu:
            raise NoMenu
        unknown = [
            FieldError(f"lines.{n}.variant", f"{line.variant} is not on the menu", "unknown_variant")
            for n, line in enumerate(lines)
            if line.variant not in self.prices
        ]
        gone = [
            FieldError(f"lines.{n}.variant", f"{line.variant} is sold out", "sold_out")
            for n, line in enumerate(lines)
            if line.variant in self.sold_out
        ]
        if unknown or gone:
            raise BasketRefused(errors=unknown + gone)
        priced = tuple(map(self._priced, lines))
        return PricedBasket(
            store_id=store_id,
            menu_version=self.version,
            currency=self.currency,
            lines=priced,
            food=sum(line.total for line in priced),
        )

    def _priced(self, line: LineRequest) -> PricedLine:
        units = int(
            sum(
                (1 if part is Part.WHOLE else Decimal("0.5")) * amount.to_integral_value(ROUND_CEILING)
                for parts in line.options.values()
                for part, amount in parts.items()
            ).__ceil__()
        )
        unit_price = self.prices[line.variant] + units * self.topping_price
        return PricedLine(
            variant=line.variant,
            product=f"P-{line.variant}",
            name=line.variant,
            description=", ".join(line.options),
            quantity=line.quantity,
            options=line.options,
            units=units,
            unit_price=unit_price,
            total=unit_price * line.quantity,
            needs_oven=line.variant not in self.cold,
            second_half=line.second_half,
        )
