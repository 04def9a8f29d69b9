"""Money: an integer of minor units and an ISO 4217 currency. Never a float."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Self

from babel.numbers import get_currency_precision

PERCENT = "%"
"""What stands for a currency where an amount is a percentage, kept in basis points: 1500 is 15 %."""

CARD_DIGITS = 2


def digits(currency: str) -> int:
    """How many decimal places the currency has, by CLDR: 2 for EUR, 0 for JPY, 3 for KWD; 2 for an unknown one."""
    return get_currency_precision(currency)


def card_step(currency: str) -> int:
    """Of how many minor units a card pays a multiple: card networks take two decimal places at most."""
    return int(10 ** max(digits(currency) - CARD_DIGITS, 0))


def to_minor(value: Decimal, currency: str) -> int:
    """An amount of whole units in minor units, halves rounded away from zero: 12.34 EUR is 1234."""
    return int(value.scaleb(digits(currency)).quantize(Decimal(1), ROUND_HALF_UP))


def from_minor(amount: int, currency: str) -> Decimal:
    """An amount of minor units in whole units, with all decimal places of the currency: 1230 is 12.30 EUR."""
    places = digits(currency)
    return Decimal(amount).scaleb(-places).quantize(Decimal(1).scaleb(-places))


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """`amount` in minor units (cents) of `currency`; see `digits`."""

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
        return f"{from_minor(self.amount, self.currency)} {self.currency}"

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
