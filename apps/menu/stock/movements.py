"""What people record of a store's stock: deliveries, waste and counts."""

from collections.abc import Container, Iterable, Mapping
from decimal import Decimal
from uuid import UUID

from apps.menu.domain.stock import MovementKind, change_of
from apps.menu.models import StockLevel, StockMovement, StoreMenu
from apps.menu.queries.stock import clock_of, ingredients_of, levels_of
from apps.menu.stock.levels import change_levels
from apps.menu.store_menus.stores import locked_store
from dominos.kernel.clock import now
from dominos.kernel.errors import FieldError, Invalid, NotFound
from dominos.kernel.ids import new_id
from dominos.kernel.unit_of_work import unit_of_work


def record_movement(
    store_id: UUID, kind: MovementKind, amounts: Mapping[str, Decimal], *, note: str = "", by: UUID
) -> None:
    """Records a delivery, waste or a count, by ingredient. NotFound, NoMenu; Invalid for unknown ones.

    The first count of an ingredient opens its level; from then on what orders use is booked. A delivery or
    waste before it is Invalid, because the resulting level would be unknown.
    """
    with unit_of_work("menu"):
        store = locked_store(store_id)
        levels = levels_of(store_id)
        if wrong := _refusals(kind, amounts, ingredients_of(store_id), levels):
            raise Invalid(errors=wrong)
        changes = {
            code: change_of(kind, amount, levels.get(code, Decimal(0))) for code, amount in amounts.items()
        }
        StockMovement.objects.bulk_create(
            _movement(store, code, change, _kind(kind, code in levels), note, by)
            for code, change in changes.items()
        )
        if store.stock_until is None:
            store.stock_until = now()
            store.save(update_fields=["stock_until"])
        change_levels(store, changes)


def warn_below(store_id: UUID, ingredient: str, low_at: Decimal) -> None:
    """Sets the amount below which an ingredient is low. NotFound if the store does not count it."""
    with unit_of_work("menu"):
        if not StockLevel.objects.filter(store=store_id, ingredient=ingredient).update(low_at=low_at):
            raise NotFound("The store does not count this.")


def _refusals(
    kind: MovementKind, amounts: Iterable[str], known: Container[str], counted: Container[str]
) -> list[FieldError]:
    return [
        FieldError(f"amounts.{code}", "is in no recipe", "unknown_ingredient")
        if code not in known
        else FieldError(f"amounts.{code}", "is not counted yet: count it first", "not_counted")
        for code in sorted(amounts)
        if code not in known or (kind is not MovementKind.COUNT and code not in counted)
    ]


def _kind(kind: MovementKind, is_counted: bool) -> MovementKind:
    return MovementKind.OPENING if kind is MovementKind.COUNT and not is_counted else kind


def _movement(
    store: StoreMenu, code: str, change: Decimal, kind: MovementKind, note: str, by: UUID
) -> StockMovement:
    return StockMovement(
        id=new_id(),
        store=store,
        ingredient=code,
        business_date=clock_of(store).day_of(now()),
        kind=kind,
        amount=change,
        by=by,
        note=note,
    )
