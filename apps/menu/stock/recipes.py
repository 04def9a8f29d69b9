"""Generates initial recipes from the catalogue."""

from decimal import Decimal

from apps.menu.domain.availability import OutageKind
from apps.menu.domain.recipes import StockUnit
from apps.menu.models import Catalogue, Crust, Ingredient, RecipeLine, Topping, Variant
from dominos.kernel.ids import new_id
from dominos.kernel.unit_of_work import unit_of_work


def recipes_of_weights(catalogue: Catalogue) -> int:
    """Creates an ingredient with a recipe for each topping and dough, by the grams of its nutrition facts,
    and for each variant without a dough, by the piece. Existing recipes are kept. Returns the number created.
    """
    with unit_of_work("menu"):
        known = set(RecipeLine.objects.filter(ingredient__catalogue=catalogue).values_list("kind", "code"))
        taken = set(Ingredient.objects.filter(catalogue=catalogue).values_list("code", flat=True))
        made = 0
        for kind, code, name, unit, portions in _sources(catalogue):
            if (kind, code) in known or (ingredient := f"{kind}.{code}"[:40]) in taken:
                continue
            _make(catalogue, ingredient, name, unit, kind, code, portions)
            made += 1
        return made


type _Source = tuple[OutageKind, str, str, StockUnit, dict[str, Decimal]]


def _sources(catalogue: Catalogue) -> list[_Source]:
    weighed: list[_Source] = [
        (
            kind,
            row.code,
            row.name,
            StockUnit.GRAM,
            {size: Decimal(g) for size, g in row.nutrition["grams"].items() if g},
        )
        for kind, model in ((OutageKind.CRUST, Crust), (OutageKind.TOPPING, Topping))
        for row in model.objects.filter(catalogue=catalogue, nutrition__isnull=False)
    ]
    pieces: list[_Source] = [
        (
            OutageKind.VARIANT,
            row.code,
            f"{row.product.name} {row.name}".strip(),
            StockUnit.PIECE,
            {"*": Decimal(1)},
        )
        for row in Variant.objects.filter(catalogue=catalogue, crust=None).select_related("product")
    ]
    return [source for source in (*weighed, *pieces) if source[4]]


def _make(
    catalogue: Catalogue,
    ingredient: str,
    name: str,
    unit: StockUnit,
    kind: OutageKind,
    code: str,
    portions: dict[str, Decimal],
) -> None:
    row = Ingredient.objects.create(catalogue=catalogue, code=ingredient, name=name[:160], unit=unit)
    RecipeLine.objects.bulk_create(
        RecipeLine(id=new_id(), ingredient=row, kind=kind, code=code, size=size, amount=amount)
        for size, amount in portions.items()
    )
