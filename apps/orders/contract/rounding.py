"""Cash is paid in coins: what an order costs by the way it is paid. Pure; money in minor units."""

from dataclasses import replace

from apps.orders.contract.types import Amounts


def rounded(amount: int, coin: int) -> int:
    """The multiple of `coin` nearest to `amount`, the upper one of two."""
    return (2 * amount + coin) // (2 * coin) * coin


def paid_in(amounts: Amounts, coin: int) -> Amounts:
    """The same amounts with a total that such coins can pay; 1: to the minor unit, as by card."""
    exact = amounts.total - amounts.rounding
    total = rounded(exact, coin)
    return replace(amounts, rounding=total - exact, total=total)
