"""The rules of loyalty points, as data and pure functions."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from annotated_types import Ge, Le


@dataclass(frozen=True, slots=True, kw_only=True)
class LoyaltyRules:
    """What a market gives: `points` for each `per` minor units of food, good until `lasts_days` later."""

    points: Annotated[int, Ge(0)] = 1
    per: Annotated[int, Ge(1)] = 100
    lasts_days: Annotated[int, Ge(1), Le(36500)] = 365


class PointsKind(StrEnum):
    """Why somebody's points changed."""

    EARNED = "EARNED"
    REVERSED = "REVERSED"
    SPENT = "SPENT"
    RETURNED = "RETURNED"
    EXPIRED = "EXPIRED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """Points that were earned together, or what is left of them; good to the end of the day `expires_on` (UTC)."""

    expires_on: date
    points: int


def due(food: int, rules: LoyaltyRules) -> int:
    """The points of a completed order that cost `food` after deals."""
    return max(0, food) * rules.points // rules.per


def still_due(earned: int, total: int, refunded: int) -> int:
    """What an order keeps of the points it earned when so much of its `total` went back."""
    return earned * max(0, total - refunded) // total if total > 0 else 0


def left_of(earned: Iterable[Lot], gone: int) -> Iterator[Lot]:
    """What is left of what was earned, the oldest first, when so many points in all are spent, reversed or expired."""
    for lot in sorted(earned, key=lambda one: one.expires_on):
        used = min(lot.points, max(gone, 0))
        gone -= used
        if used < lot.points:
            yield Lot(expires_on=lot.expires_on, points=lot.points - used)
