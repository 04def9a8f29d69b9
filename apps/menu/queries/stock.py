"""Reads: a store's stock, its movements, and variances from the recipes."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Sum

from apps.menu.domain.recipes import StockUnit
from apps.menu.domain.stock import MovementKind, variances
from apps.menu.models import StockLevel, StockMovement, StoreMenu
from apps.menu.queries.published_menus import get_menu
from apps.stores.contract.business_day import BusinessClock
from dominos.kernel.edge.answers import Answer, Listing


class StockAnswer(Answer):
    """A store's stock of an ingredient, in its unit. `on_hand` null: not counted yet."""

    ingredient: str
    name: str
    unit: StockUnit
    on_hand: Decimal | None
    low_at: Decimal
    is_low: bool
    is_out: bool
    """It does not suffice for the smallest portion of any recipe."""


class StockListAnswer(Answer):
    """All ingredients of the store's menu."""

    ingredients: list[StockAnswer]


class StockMovementAnswer(Answer):
    """A change of a level; the amount of a count is the difference from the expected level."""

    ingredient: str
    business_date: date
    kind: MovementKind
    amount: Decimal
    by: UUID | None
    note: str


class VarianceAnswer(Answer):
    """An ingredient over some days, in its unit. Without a count only the `ideal` use, by recipe, is known."""

    ingredient: str
    name: str
    unit: StockUnit
    delivered: Decimal
    wasted: Decimal
    ideal: Decimal
    actual: Decimal
    difference: Decimal
    percent: Decimal | None
    counted: bool


class VariancesAnswer(Answer):
    """The use of each ingredient from the first business day to the last."""

    first: date
    last: date
    ingredients: list[VarianceAnswer]


def ingredients_of(store_id: UUID) -> dict[str, Mapping[str, Any]]:
    """The ingredients of the menu the store sells, by code. NotFound, NoMenu."""
    return {row["code"]: row for row in get_menu(store_id).document.get("ingredients", ())}


def levels_of(store_id: UUID) -> dict[str, Decimal]:
    """The store's levels of the ingredients it counts."""
    return dict(StockLevel.objects.filter(store=store_id).values_list("ingredient", "on_hand"))


def clock_of(store: StoreMenu) -> BusinessClock:
    """The clock of the store's business days."""
    return BusinessClock(store.timezone, store.day_starts_at)


def get_stock(store_id: UUID) -> StockListAnswer:
    """The store's stock. NotFound, NoMenu."""
    levels = {level.ingredient: level for level in StockLevel.objects.filter(store=store_id)}
    least = get_menu(store_id).least_portions
    return StockListAnswer(
        ingredients=[
            _stock(code, row, levels.get(code), least.get(code, Decimal(0)))
            for code, row in ingredients_of(store_id).items()
        ]
    )


def _stock(code: str, row: Mapping[str, Any], level: StockLevel | None, least: Decimal) -> StockAnswer:
    return StockAnswer(
        ingredient=code,
        name=row["name"],
        unit=row["unit"],
        on_hand=level.on_hand if level else None,
        low_at=level.low_at if level else Decimal(0),
        is_low=level is not None and level.on_hand < level.low_at,
        is_out=level is not None and level.on_hand < least,
    )


def list_movements(store_id: UUID) -> Listing[StockMovementAnswer]:
    """The movements of the store's stock, newest first."""
    return Listing(StockMovement.objects.filter(store=store_id), StockMovementAnswer.of_all, ordering="-id")


def get_variances(store_id: UUID, first: date, last: date) -> VariancesAnswer:
    """Differences between actual use and the recipes, over business days. NotFound, NoMenu."""
    moved = (
        StockMovement.objects.filter(store=store_id, business_date__range=(first, last))
        .order_by()
        .values_list("ingredient", "kind")
        .annotate(sum=Sum("amount"))
    )
    known = ingredients_of(store_id)
    rows = [
        {
            **{name: getattr(row, name) for name in VarianceAnswer.model_fields if hasattr(row, name)},
            **_named(known, row.ingredient),
        }
        for row in variances(moved)
    ]
    return VariancesAnswer(first=first, last=last, ingredients=VarianceAnswer.of_all(rows))


def _named(known: Mapping[str, Mapping[str, Any]], code: str) -> dict[str, Any]:
    """What the ingredient is called; what is in no recipe any more by its code."""
    row = known.get(code, {"name": code, "unit": StockUnit.PIECE})
    return {"name": row["name"], "unit": row["unit"]}
