"""Amounts as a language writes them."""

from babel.numbers import format_currency

from dominos.kernel.money import Money, from_minor
from dominos.kernel.texts.languages import SOURCE, spoken


def written(money: Money, locale: str) -> str:
    """An amount in a language of ours: "37.66 EUR", "37,66 €"."""
    language = spoken(locale)
    if language == SOURCE:
        return str(money)
    return str(format_currency(from_minor(money.amount, money.currency), money.currency, locale=language))
