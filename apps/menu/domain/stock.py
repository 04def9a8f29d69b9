"""The movements of a store's stock, and variances computed from them."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class MovementKind(StrEnum):
    """Why stock changed: a delivery, waste, use for orders, or a corrected count.

    The first count of an ingredient is its opening stock and not a variance.
    """

    DELIVERY = "delivery"
    WASTE = "waste"
    USE = "use"
    COUNT = "count"
    OPENING = "opening"


BY_PEOPLE = (MovementKind.DELIVERY, MovementKind.WASTE, MovementKind.COUNT)


def change_of(kind: MovementKind, amount: Decimal, on_hand: Decimal) -> Decimal:
    """The change of the level by a person's entry: a delivery adds, waste subtracts, a count sets."""
    if kind is MovementKind.COUNT:
        return amount - on_hand
    return -amount if kind is MovementKind.WASTE else amount


@dataclass(frozen=True, slots=True, kw_only=True)
class Variance:
    """An ingredient over some days: delivered, wasted, ideal use by recipe, and actual use.

    `counted` tells whether there was a count: without one, the actual use is unknown.
    """

    ingredient: str
    delivered: Decimal = Decimal(0)
    wasted: Decimal = Decimal(0)
    ideal: Decimal = Decimal(0)
    actual: Decimal = Decimal(0)
    counted: bool = False

    @property
    def difference(self) -> Decimal:
        """The use beyond the recipes."""
        return self.actual - self.ideal

    @property
    def percent(self) -> Decimal | None:
        """The difference as a percentage of the ideal use; None if that is 0."""
        return round(100 * self.difference / self.ideal, 1) if self.ideal else None


def variances(movements: Iterable[tuple[str, str, Decimal]]) -> list[Variance]:
    """Variances by ingredient code, sorted, from movements `(ingredient, kind, sum of amounts)`."""
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
