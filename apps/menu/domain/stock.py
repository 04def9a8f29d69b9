"""What moves a store's stock, and what the movements of some days say."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class MovementKind(StrEnum):
    """What changes how much a store has: what came, was thrown away, was used for orders, or a count put right.

    The first count of an ingredient is its opening: what was there before is nobody's use.
    """

    DELIVERY = "delivery"
    WASTE = "waste"
    USE = "use"
    COUNT = "count"
    OPENING = "opening"


BY_PEOPLE = (MovementKind.DELIVERY, MovementKind.WASTE, MovementKind.COUNT)


def change_of(kind: MovementKind, amount: Decimal, on_hand: Decimal) -> Decimal:
    """What a movement by people changes of what is there: a delivery adds, waste takes, a count says what is."""
    if kind is MovementKind.COUNT:
        return amount - on_hand
    return -amount if kind is MovementKind.WASTE else amount


@dataclass(frozen=True, slots=True, kw_only=True)
class Variance:
    """Of an ingredient over some days: what came, was thrown away, should have been used by recipe, and really was.

    `counted` says whether anything was counted: without that, what was used is not known better than by recipe.
    """

    ingredient: str
    delivered: Decimal = Decimal(0)
    wasted: Decimal = Decimal(0)
    ideal: Decimal = Decimal(0)
    actual: Decimal = Decimal(0)
    counted: bool = False

    @property
    def difference(self) -> Decimal:
        """What was used beyond the recipes."""
        return self.actual - self.ideal

    @property
    def percent(self) -> Decimal | None:
        """The difference, of what the recipes say; None where they say nothing."""
        return round(100 * self.difference / self.ideal, 1) if self.ideal else None


def variances(movements: Iterable[tuple[str, str, Decimal]]) -> list[Variance]:
    """By ingredient, of movements `(ingredient, kind, sum of amounts)`; in the order of the ingredients' codes."""
    sums: dict[str, dict[str, Decimal]] = {}
    for ingredient, kind, amount in movements:
        sums.setdefault(ingredient, {})[kind] = amount
    return [_variance(ingredient, of_kind) for ingredient, of_kind in sorted(sums.items())]


def _variance(ingredient: str, sums: dict[str, Decimal]) -> Variance:
    moved = {kind: sums.get(kind, Decimal(0)) for kind in MovementKind}
    ideal = -moved[MovementKind.USE]
    return Variance(
        ingredient=ingredient,
        delivered=moved[MovementKind.DELIVERY],
        wasted=-moved[MovementKind.WASTE],
        ideal=ideal,
        actual=ideal - moved[MovementKind.COUNT],
        counted=MovementKind.COUNT in sums,
    )
