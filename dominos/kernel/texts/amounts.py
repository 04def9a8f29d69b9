"""Amounts as a language writes them."""

import re
from functools import lru_cache

from babel.numbers import format_currency, get_currency_symbol

from dominos.kernel.money import Money, from_minor
from dominos.kernel.texts.languages import spoken


@lru_cache(10_000)
def written(money: Money, locale: str) -> str:
    """An amount in a language of ours, with the digits of its currency: "€37.66", "37,66 €", "¥1,274", "KWD 0.125"."""
    amount, symbol = from_minor(money.amount, money.currency), symbol_of(money.currency, locale)
    text = str(format_currency(amount, money.currency, locale=spoken(locale)))
    # CLDR's spacing of currencies, which the library leaves out: letters stand apart from digits.
    return (
        re.sub(rf"({re.escape(symbol)})(?=\d)", "\\1\N{NO-BREAK SPACE}", text)
        if symbol[-1:].isalpha()
        else text
    )


def symbol_of(currency: str, locale: str) -> str:
    """What stands for a currency in a language: "€", "CA$", "KWD"."""
    return str(get_currency_symbol(currency, locale=spoken(locale)))
