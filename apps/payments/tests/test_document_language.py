"""Documents speak the store's languages, and write amounts as they are written there."""

import pytest

from apps.payments.invoices.pdf.language import WORDS, Speech, language_of

NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("language", "currency", "amount", "written"),
    [
        ("en", "EUR", 123456, "€1,234.56"),
        ("fi", "EUR", 123456, f"1{NBSP}234,56{NBSP}€"),
        ("sv", "SEK", -500, f"−5,00{NBSP}kr"),
        ("da", "DKK", 1777, f"17,77{NBSP}kr."),
        ("en", "JPY", 1500, "¥1,500"),
        ("en", "KWD", 1500, "KWD1.500"),
    ],
)
def test_amounts(language, currency, amount, written):
    assert Speech({"language": language, "currency": currency}).money(amount) == written


def test_the_buyers_language_where_the_store_speaks_it():
    assert language_of("sv-FI", ("en", "fi", "sv")) == "sv"
    assert language_of("de", ("fi", "en")) == "fi"
    assert language_of("", ("et",)) == "en"


def test_every_language_has_every_word():
    words = {frozenset(words) for words in WORDS.values()}
    assert len(words) == 1
    for language in WORDS.keys() - {"en"}:
        assert sum(WORDS[language][word] == WORDS["en"][word] for word in WORDS["en"]) < 3, language
