"""Menus for tests: one to price by, and a part of the demo menu published for a store."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from apps.menu.catalogues.demo_menu import demo_menu
from apps.menu.catalogues.source import load_menu
from apps.menu.contract.types import LineRequest, Part
from apps.menu.domain import AMOUNTS, Menu, Product, Topping, Variant
from apps.menu.store_menus import publications, stores
from dominos.kernel.ids import new_id

WHOLE, LEFT, RIGHT = Part.WHOLE, Part.LEFT, Part.RIGHT
LADDER = {"10": 149, "12": 169, "14": 189, "16": 199}
ALL = frozenset(AMOUNTS)

TOPPINGS = (
    Topping(code="X", name="Tomato sauce", group="sauce", exclusive_group="sauce", is_paid=False),
    Topping(code="XB", name="Barbecue sauce", group="sauce", exclusive_group="sauce", is_paid=False),
    Topping(code="C", name="Mozzarella", group="cheese"),
    Topping(code="P", name="Pepperoni", group="meat"),
    Topping(code="M", name="Mushrooms", group="vegetable"),
    Topping(code="O", name="Onion", group="vegetable"),
    Topping(code="EG", name="Baked egg", group="finish", whole_only=True),
)


def build_product(code: str, **defaults: str) -> Product:
    return Product(
        code=code,
        name=code.title(),
        amounts={topping.code: ALL for topping in TOPPINGS},
        defaults={topping: Decimal(amount) for topping, amount in defaults.items()},
    )


def build_variant(code: str, product: str, size: str, price: int, **more) -> Variant:
    return Variant(
        code=code,
        name=f"{size} in",
        product=product,
        size=size,
        price=price,
        topping_price=LADDER[size],
        **more,
    )


GOLDEN = Menu(
    currency="USD",
    toppings={topping.code: topping for topping in TOPPINGS},
    products={
        "PLAIN": build_product("PLAIN", X="1", C="1"),
        "FEAST": build_product("FEAST", X="1", C="1.5", P="1", M="1"),
        "SMOKE": build_product("SMOKE", XB="1", C="1", O="2"),
        "COLA": Product(code="COLA", name="Cola", needs_oven=False, is_halvable=False),
        "WINGS": Product(
            code="WINGS", name="Wings", amounts={"XB": frozenset({Decimal(1)})}, is_halvable=False
        ),
    },
    variants={
        "10": build_variant("10", "PLAIN", "10", 899),
        "12": build_variant("12", "PLAIN", "12", 1149),
        "14": build_variant("14", "PLAIN", "14", 1399, crust="HT"),
        "14STUFFED": build_variant("14STUFFED", "PLAIN", "14", 1399, crust="SF", crust_surcharge=300),
        "14TWO": build_variant("14TWO", "PLAIN", "14", 1599, included_units=2),
        "16": build_variant("16", "PLAIN", "16", 1649),
        "FEAST14": build_variant("FEAST14", "FEAST", "14", 1899, crust="HT"),
        "SMOKE14": build_variant("SMOKE14", "SMOKE", "14", 1799, crust="HT"),
        "COLA": Variant(code="COLA", name="0.33 l", product="COLA", price=290),
        "WINGS": Variant(code="WINGS", name="8 pieces", product="WINGS", price=990),
    },
)


def build_line(
    variant: str = "14", quantity: int = 1, second_half: str | None = None, **options
) -> LineRequest:
    """A line whose options come as `P={LEFT: "1"}`."""
    amounts = {
        code: {part: Decimal(amount) for part, amount in parts.items()} for code, parts in options.items()
    }
    return LineRequest(variant=variant, quantity=quantity, options=amounts, second_half=second_half)


KEPT = {"S_PIZZA", "S_LAPLAND", "S_DELUXE", "S_FETA", "D_COLA", "D_KOMBUCHA"}


def build_short_menu() -> dict[str, Any]:
    """A few products of the demo menu."""
    source = dict(demo_menu())
    for table in ("pizzas", "products"):
        source[table] = [row for row in source[table] if row["code"] in KEPT]
    return source


def make_store_with_menu() -> UUID:
    """A store that sells by the short menu."""
    store_id = new_id()
    stores.save_store(store_id, code=f"T-{store_id.hex[-8:]}", name="Test store", currency="EUR")
    stores.assign_catalogue(store_id, load_menu(build_short_menu()))
    publications.publish_menu(store_id)
    return store_id


def make_changed_draft(**topping: str) -> None:
    """The short menu's draft with other names of toppings."""
    source = build_short_menu()
    source["toppings"] = {
        group: {
            code: [topping.get(code, row[0]), row[1]] if isinstance(row, list) else row
            for code, row in members.items()
        }
        for group, members in source["toppings"].items()
    }
    load_menu(source)
