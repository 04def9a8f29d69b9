"""What an order costs by the way it is paid: cash in coins, a card in hundredths. Pure; money in minor units."""

from dataclasses import replace

from apps.orders.contract.types import Amounts
from dominos.kernel.money import card_step


def coin_of(currency: str, cash_coin: int, *, in_cash: bool) -> int:
    """Of what everything is a multiple that is paid or given back so."""
    return cash_coin if in_cash else card_step(currency)


def rounded(amount: int, coin: int) -> int:
    """The multiple of `coin` nearest to `amount`, the upper one of two."""
    return (2 * amount + coin) // (2 * coin) * coin


def paid_in(amounts: Amounts, coin: int) -> Amounts:
    """The same amounts with a total that such coins can pay; 1: to the minor unit."""
    exact = amounts.total - amounts.rounding
    total = rounded(exact, coin)
    return replace(amounts, rounding=total - exact, total=total)
