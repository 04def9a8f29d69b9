"""Amounts as a language writes them."""

from babel.numbers import format_currency

from dominos.kernel.money import Money, from_minor
from dominos.kernel.texts.languages import spoken


def written(money: Money, locale: str) -> str:
    """An amount in a language of ours, with the digits of its currency: "€37.66", "37,66 €", "¥1,274"."""
    amount = from_minor(money.amount, money.currency)
    return str(format_currency(amount, money.currency, locale=spoken(locale)))
