"""Amounts in the admin are typed and read as people write them, whatever the currency."""

import pytest

from dominos.kernel.admin_amounts import AmountsField, StepsField, kept, shown, written
from dominos.kernel.money import PERCENT


@pytest.mark.parametrize(
    ("typed", "unit", "amount"),
    [
        ("15.90", "EUR", 1590),
        ("15,9", "EUR", 1590),
        (" 15 ", "EUR", 1500),
        ("1500", "JPY", 1500),
        ("2.373", "KWD", 2373),
        ("20", PERCENT, 2000),
        ("12,5", PERCENT, 1250),
        ("-0.05", "EUR", -5),
        ("0", "EUR", 0),
    ],
)
def test_an_amount_is_typed_as_people_write_it(typed, unit, amount):
    assert kept(typed, unit) == amount
    assert kept(written(amount, unit), unit) == amount


@pytest.mark.parametrize(
    ("typed", "unit"),
    [
        *[
            (text, "EUR")
            for text in ("", "x", "1.234,50", "1 590", "15.901", "1e3", ".5", "\u0661\u0665", "9" * 16, "nan")
        ],
        *(("1500.5", "JPY"), ("1.000", "VND"), ("100.000", "VND"), ("11,000", "CLP"), ("1.500", "EUR")),
        ("12.345", PERCENT),
    ],
)
def test_what_is_no_amount_of_the_currency_is_refused_in_words(typed, unit):
    with pytest.raises(ValueError, match=r"^(Write an amount|\S+ has)"):
        kept(typed, unit)


def test_amounts_are_read_with_their_currency():
    assert [shown(1590, "EUR"), shown(1500, "JPY"), shown(1250, PERCENT), shown(2000, PERCENT), shown(None, "EUR")] == [
        "15.90 EUR", "1500 JPY", "12.5 %", "20 %", "",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("field", "unit", "value", "text"),
    [
        (AmountsField(unit="x"), "EUR", [250, -50], "2.50; -0.50"),
        (StepsField(unit="x"), "# %", [[2, 1500], [3, 2000]], "2: 15\n3: 20"),
        (StepsField(unit="x", names=("from", "fee")), "EUR", [{"from": 2500, "fee": 0}], "25.00: 0.00"),
    ],
)
def test_lists_and_steps_are_written_and_read_back(field, unit, value, text):
    assert field.write(value, unit) == text
    assert field.read(text, unit) == value


def test_a_step_without_a_colon_is_told():
    with pytest.raises(ValueError, match="like 0: 2"):
        StepsField(unit="x").read("299", "EUR")
