from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dominos.kernel.money import Money, allocate, digits, from_minor, share, to_minor, total


def test_amounts_of_one_currency_add_up():
    assert total([Money(100, "EUR"), Money(-30, "EUR")], "EUR") == Money(70, "EUR")
    assert str(Money(1777, "EUR")) == "17.77 EUR"


@pytest.mark.parametrize(
    ("currency", "places", "written"),
    [
        *(("EUR", 2, "17.77"), ("HUF", 2, "17.77"), ("KWD", 3, "1.777"), ("JPY", 0, "1777")),
        *(("CLP", 0, "1777"), ("VND", 0, "1777"), ("ISK", 0, "1777"), ("XYZ", 2, "17.77")),
    ],
)
def test_a_currency_has_the_decimal_places_of_cldr(currency, places, written):
    assert digits(currency) == places
    assert str(Money(1777, currency)) == f"{written} {currency}"
    assert to_minor(Decimal(written), currency) == 1777
    assert str(from_minor(-1777, currency)) == f"-{written}"
    assert len(str(from_minor(1000, currency)).partition(".")[2]) == places, "trailing zeros are written"


def test_half_a_minor_unit_rounds_away_from_zero():
    assert (to_minor(Decimal("1.005"), "EUR"), to_minor(Decimal("-0.5"), "JPY")) == (101, -1)


def test_currencies_do_not_mix():
    with pytest.raises(ValueError, match="EUR and USD"):
        Money(1, "EUR") + Money(1, "USD")


def test_half_a_cent_rounds_away_from_zero():
    assert share(50, Decimal("0.01")) == 1
    assert share(-50, Decimal("0.01")) == -1
    assert share(49, Decimal("0.01")) == 0


@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**6), min_size=1).filter(sum))
def test_an_allocation_loses_nothing(amount, weights):
    parts = allocate(amount, weights)
    assert sum(parts) == amount
    assert all(part == 0 for part, weight in zip(parts, weights, strict=True) if weight == 0)


def test_nothing_to_allocate_to():
    with pytest.raises(ValueError, match="nothing"):
        allocate(1, [0, 0])
