"""An in-memory menu for other apps' tests: a price for each variant, one price for a topping."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import ROUND_CEILING, Decimal
from uuid import UUID

from apps.menu.contract.errors import BasketRefused, NoMenu
from apps.menu.contract.service import MenuService
from apps.menu.contract.types import (
    Action,
    AppliedDeal,
    BasketCheck,
    Correction,
    LineCheck,
    LineRequest,
    MenuDocument,
    Part,
    PricedBasket,
    PricedLine,
    RecipeChange,
)
from apps.stores.contract.types import ServiceMethod
from dominos.kernel.errors import FieldError, NotFound


@dataclass(slots=True)
class FakeMenuService(MenuService):
    """Sells `prices` (variant to minor units) in every store except those in `without_menu` and `unknown`.

    Every topping costs `topping_price` per unit: one on the whole, half of one on a half. A deal takes its
    amount off the first line; `deal_limits` are in total and per customer.
    """

    prices: dict[str, int] = field(default_factory=lambda: {"14HT": 1399, "COLA-033": 290})
    topping_price: int = 189
    currency: str = "EUR"
    version: str = "fake-1"
    cold: frozenset[str] = frozenset({"COLA-033"})
    without_menu: set[UUID] = field(default_factory=set)
    unknown: set[UUID] = field(default_factory=set)
    sold_out: set[str] = field(default_factory=set)
    deals: dict[str, int] = field(default_factory=dict)
    deal_limits: dict[str, tuple[int | None, int | None]] = field(default_factory=dict)
    deal_points: dict[str, int] = field(default_factory=dict)
    coupons: set[str] = field(default_factory=set)
    """Deals that are requested by a single-use code."""
    tax_classes: dict[str, str] = field(default_factory=dict)
    deposits: dict[str, int] = field(default_factory=dict)
    sizes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Other sizes of a variant."""

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
        if store_id in self.without_menu:
            raise NoMenu
        refusals = self._refusals(lines)
        if refusals:
            raise BasketRefused(errors=refusals)
        priced = tuple(map(self._priced, lines))
        food = sum(line.total for line in priced)
        fees = [fee for start, fee in sorted(delivery_fees) if start <= food] or [0]
        basket = PricedBasket(
            store_id=store_id,
            menu_version=self.version,
            currency=self.currency,
            lines=priced,
            food=food,
            delivery_fee=fees[-1] if service is ServiceMethod.DELIVERY else 0,
            unused_deals={code: "unknown_deal" for code in deals if code not in self.deals},
            deposit=sum(line.deposit for line in priced),
        )
        return self._with_deals(basket, [code for code in deals if code not in exhausted])

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
        kept = [line for line in lines if not self._refusals([line])]
        checks = [
            LineCheck(number=number, corrections=tuple(map(self._removal, self._refusals(lines, number))))
            if line not in kept
            else LineCheck(number=number, corrected=kept.index(line))
            for number, line in enumerate(lines)
        ]
        basket = None
        if kept:
            basket = self.price_basket(
                store_id=store_id, lines=kept, service=service, deals=deals, delivery_fees=delivery_fees
            )
        return BasketCheck(
            store_id=store_id,
            menu_version=self.version,
            lines=tuple(checks),
            corrected=tuple(kept),
            basket=basket,
        )

    def get_document(self, *, store_id: UUID, known: str = "", language: str = "") -> MenuDocument:
        if store_id in self.unknown:
            raise NotFound("There is no such store.")
        if store_id in self.without_menu:
            raise NoMenu
        document = None if known == self.version else {"name": "Fake menu", "currency": self.currency}
        return MenuDocument(tag=self.version, document=document, sold_out=frozenset(self.sold_out))

    def _refusals(self, lines: list[LineRequest], only: int | None = None) -> list[FieldError]:
        found = [(n, line.variant) for n, line in enumerate(lines) if only in (None, n)]
        unknown = [
            FieldError(f"lines.{n}.variant", f"{variant} is not on the menu", "unknown_variant")
            for n, variant in found
            if variant not in self.prices
        ]
        gone = [
            FieldError(f"lines.{n}.variant", f"{variant} is sold out", "sold_out")
            for n, variant in found
            if variant in self.sold_out
        ]
        return unknown + gone

    def _removal(self, refusal: FieldError) -> Correction:
        variant = refusal.message.split(" ")[0]
        others = tuple(code for code in self.sizes.get(variant, ()) if code not in self.sold_out)
        return Correction(
            code=refusal.code,
            action=Action.CHOOSE_VARIANT if others else Action.REMOVE_LINE,
            field=refusal.field,
            message=refusal.message,
            alternatives=others,
        )

    def _with_deals(self, basket: PricedBasket, codes: list[str]) -> PricedBasket:
        """Each known deal takes its amount off the first line, as far as that goes."""
        for code in codes:
            if code in self.deals and basket.lines:
                first = basket.lines[0]
                off = min(self.deals[code], first.total - first.discount)
                limit = self.deal_limits.get(code, (None, None))
                applied = AppliedDeal(
                    code=code,
                    name=code,
                    lines={0: off},
                    limit_total=limit[0],
                    limit_per_customer=limit[1],
                    points=self.deal_points.get(code, 0),
                    coupon=code if code in self.coupons else "",
                )
                first = replace(first, discount=first.discount + off)
                basket = replace(basket, lines=(first, *basket.lines[1:]), deals=(*basket.deals, applied))
        return basket

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
            sides=line.sides,
            cooking=line.cooking,
            note=line.note,
            tax_class=self.tax_classes.get(line.variant, "food"),
            deposit=self.deposits.get(line.variant, 0) * line.quantity,
            changes=tuple(
                RecipeChange(part=part, topping=code, words=code, is_left_out=not amount)
                for code, parts in line.options.items()
                for part, amount in parts.items()
            ),
            side_names={code: code for code in line.sides},
        )
