"""Money: an integer of minor units and an ISO 4217 currency. Never a float."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Self

MINOR_DIGITS = {"JPY": 0, "KRW": 0, "ISK": 0, "KWD": 3, "BHD": 3, "TND": 3}


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """`amount` in minor units (cents) of `currency`."""

    amount: int
    currency: str

    def __add__(self, other: Self) -> "Money":
        self._same(other)
        return Money(self.amount + other.amount, self.currency)

    def __sub__(self, other: Self) -> "Money":
        self._same(other)
        return Money(self.amount - other.amount, self.currency)

    def __mul__(self, times: int) -> "Money":
        return Money(self.amount * times, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.amount, self.currency)

    def __bool__(self) -> bool:
        return self.amount != 0

    def __str__(self) -> str:
        digits = MINOR_DIGITS.get(self.currency, 2)
        return f"{Decimal(self.amount).scaleb(-digits):.{digits}f} {self.currency}"

    def _same(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not add up")


def total(amounts: Iterable[Money], currency: str) -> Money:
    """The sum; zero of `currency` where there is nothing to add."""
    return sum(amounts, Money(0, currency))


def share(amount: int, rate: Decimal) -> int:
    """`amount` x `rate` in minor units, halves rounded away from zero."""
    return int((amount * rate).quantize(Decimal(1), ROUND_HALF_UP))


def allocate(amount: int, weights: Sequence[int]) -> list[int]:
    """Splits `amount` in proportion to `weights`; the parts add up, the last weighted part takes the rest."""
    whole = sum(weights)
    if not whole:
        raise ValueError("nothing to allocate to")
    parts = [amount * weight // whole for weight in weights]
    last = max(i for i, weight in enumerate(weights) if weight)
    parts[last] += amount - sum(parts)
    return parts
