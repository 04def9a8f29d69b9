from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dominos.kernel.money import Money, allocate, share, total


def test_amounts_of_one_currency_add_up():
    assert total([Money(100, "EUR"), Money(-30, "EUR")], "EUR") == Money(70, "EUR")
    assert str(Money(1777, "EUR")) == "17.77 EUR"
    assert str(Money(1777, "JPY")) == "1777 JPY"


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
