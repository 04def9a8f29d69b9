"""What an order costs by payment method: cash in coins, a card in hundredths. Pure; money in minor units."""

from dataclasses import replace

from apps.orders.contract.types import Amounts
from dominos.kernel.money import card_step


def coin_of(currency: str, cash_coin: int, *, in_cash: bool) -> int:
    """The smallest amount, in minor units, that this payment method can pay or return."""
    return cash_coin if in_cash else card_step(currency)


def rounded(amount: int, coin: int) -> int:
    """The multiple of `coin` nearest to `amount`, the higher one of two."""
    return (2 * amount + coin) // (2 * coin) * coin


def paid_in(amounts: Amounts, coin: int) -> Amounts:
    """The same amounts with a total payable in such coins; 1: to the minor unit."""
    exact = amounts.total - amounts.rounding
    total = rounded(exact, coin)
    return replace(amounts, rounding=total - exact, total=total)
