"""The rules of loyalty points, as data and pure functions."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from annotated_types import Ge, Le


@dataclass(frozen=True, slots=True, kw_only=True)
class LoyaltyRules:
    """What a market grants: `points` per `per` minor units of food, valid for `lasts_days`."""

    points: Annotated[int, Ge(0)] = 1
    per: Annotated[int, Ge(1)] = 100
    lasts_days: Annotated[int, Ge(1), Le(36500)] = 365


class PointsKind(StrEnum):
    """Why a customer's points changed."""

    EARNED = "EARNED"
    REVERSED = "REVERSED"
    SPENT = "SPENT"
    RETURNED = "RETURNED"
    EXPIRED = "EXPIRED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """Points earned together, or what is left of them; valid to the end of the day `expires_on` (UTC)."""

    expires_on: date
    points: int


def due(food: int, rules: LoyaltyRules) -> int:
    """The points of a completed order whose food cost `food` after deals."""
    return max(0, food) * rules.points // rules.per


def still_due(earned: int, total: int, refunded: int) -> int:
    """The points an order keeps when this much of its `total` was refunded."""
    return earned * max(0, total - refunded) // total if total > 0 else 0


def left_of(earned: Iterable[Lot], gone: int) -> Iterator[Lot]:
    """What is left of the earned lots, oldest first, after so many points were spent, reversed or expired."""
    for lot in sorted(earned, key=lambda one: one.expires_on):
        used = min(lot.points, max(gone, 0))
        gone -= used
        if used < lot.points:
            yield Lot(expires_on=lot.expires_on, points=lot.points - used)
