"""Allergens, diet and nutrition of a configuration, half by half. What is not stated is unknown, not absent."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from apps.menu.contract.types import Contents, DietClass, Part

ANY_SIZE = "*"


@dataclass(frozen=True, slots=True)
class Nutrition:
    """Grams of a whole piece by size code (`*`: any other), and nutrients per 100 g as integers."""

    grams: Mapping[str, int]
    per_100g: Mapping[str, int]

    def weight(self, size: str) -> int | None:
        """Grams in a whole piece of the size; None: unknown."""
        return self.grams.get(size, self.grams.get(ANY_SIZE))


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts about a topping, a crust or a product; None where not stated."""

    allergens: frozenset[str] | None = None
    nutrition: Nutrition | None = None
    diet: DietClass | None = None


UNSTATED = Facts()


@dataclass(slots=True)
class Ingredient:
    """An ingredient of a half: its code, its facts, and its quarters of a whole piece's portion."""

    code: str
    facts: Facts
    quarters: int
    is_weighed: bool = True


@dataclass(slots=True)
class Recipe:
    """The ingredients of the left and the right half of a piece of one size."""

    size: str
    left: list[Ingredient] = field(default_factory=list)
    right: list[Ingredient] = field(default_factory=list)

    def add(
        self, code: str, facts: Facts, amounts: tuple[Decimal, Decimal], *, is_weighed: bool = True
    ) -> None:
        """Adds an ingredient to both halves, amounts counted as on a whole; unweighed ones add no nutrition."""
        for half, amount in zip((self.left, self.right), amounts, strict=True):
            if amount:
                half.append(Ingredient(code, facts, int(amount * 2), is_weighed))


def contents_of(recipe: Recipe) -> tuple[Contents, ...]:
    """The contents of the whole piece if both halves are equal, else of the left and the right half."""
    left, right = _key(recipe.left), _key(recipe.right)
    if left == right:
        return (_contents(Part.WHOLE, [*recipe.left, *recipe.right], recipe.size),)
    return _contents(Part.LEFT, recipe.left, recipe.size), _contents(Part.RIGHT, recipe.right, recipe.size)


def _key(half: Iterable[Ingredient]) -> dict[str, int]:
    return {each.code: each.quarters for each in half}


def _contents(part: Part, ingredients: list[Ingredient], size: str) -> Contents:
    stated = [each for each in ingredients if each.facts.allergens is not None]
    return Contents(
        part=part,
        allergens=tuple(sorted({name for each in stated for name in each.facts.allergens or ()})),
        unknown=tuple(dict.fromkeys(each.code for each in ingredients if each.facts.allergens is None)),
        nutrition=_summed(ingredients, size),
        diet=DietClass.of_all(each.facts.diet for each in ingredients),
    )


def _summed(ingredients: Iterable[Ingredient], size: str) -> dict[str, int] | None:
    """The nutrients that all ingredients state, halves rounded up; None where one states nothing or there is none."""
    sums: dict[str, int] | None = None
    for each in ingredients:
        if not each.is_weighed:
            continue
        stated = each.facts.nutrition
        grams = stated.weight(size) if stated else None
        if stated is None or grams is None:
            return None
        known = stated.per_100g if sums is None else sums.keys() & stated.per_100g.keys()
        before = sums or {}
        sums = {name: before.get(name, 0) + stated.per_100g[name] * grams * each.quarters for name in known}
    return None if sums is None else {name: (total + 200) // 400 for name, total in sorted(sums.items())}


def is_nutrition(written: object) -> bool:
    """Whether the value is `{"grams": {size: g}, "per_100g": {nutrient: n}}` with integers."""
    return (
        isinstance(written, Mapping)
        and set(written) == {"grams", "per_100g"}
        and all(
            isinstance(part, Mapping)
            and all(type(number) is int and 0 <= number < 10**6 for number in part.values())
            for part in written.values()
        )
    )
