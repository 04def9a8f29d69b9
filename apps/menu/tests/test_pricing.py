"""The price rule: golden cases, its laws, and every way a configuration is refused."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.menu.contract.types import LineRequest
from apps.menu.domain import AMOUNTS, price_lines
from apps.menu.tests.builders.menus import GOLDEN, LADDER, LEFT, RIGHT, WHOLE, build_line


def priced(request: LineRequest):
    lines, refusals = price_lines(GOLDEN, [request])
    assert refusals == []
    return lines[0]


def refused(*requests: LineRequest):
    return {(error.field, error.code) for error in price_lines(GOLDEN, requests)[1]}


@pytest.mark.parametrize(
    ("request_", "units", "price"),
    [
        (build_line("14"), 0, 1399),
        (build_line("14", P={LEFT: "1"}, M={RIGHT: "1"}, O={RIGHT: "2"}), 2, 1777),
        (build_line("14", P={LEFT: "1"}, M={RIGHT: "1"}, O={RIGHT: "1"}), 2, 1777),
        (build_line("14", P={LEFT: "1"}), 1, 1588),
        (build_line("14", P={WHOLE: "1"}), 1, 1588),
        (build_line("14", P={LEFT: "1", RIGHT: "1"}), 1, 1588),
        (build_line("14", P={WHOLE: "0.5"}), 1, 1588),
        (build_line("14", P={WHOLE: "1.5"}), 2, 1777),
        (build_line("14", P={WHOLE: "2"}), 2, 1777),
        (build_line("14", P={WHOLE: "1"}, M={LEFT: "1"}), 2, 1777),
        (build_line("10", P={WHOLE: "1"}), 1, 899 + 149),
        (build_line("12", P={WHOLE: "1"}), 1, 1149 + 169),
        (build_line("16", P={WHOLE: "1"}), 1, 1649 + 199),
        # default sauce and cheese are free, more of them is not, removing them credits nothing
        (build_line("14", C={WHOLE: "1"}, X={WHOLE: "1"}), 0, 1399),
        (build_line("14", C={WHOLE: "1.5"}), 1, 1588),
        (build_line("14", C={WHOLE: "2"}), 1, 1588),
        (build_line("14", C={WHOLE: "0"}), 0, 1399),
        (build_line("14", C={WHOLE: "0"}, P={WHOLE: "1"}), 1, 1588),
        (build_line("14", C={LEFT: "0", RIGHT: "2"}), 1, 1588),
        (build_line("FEAST14", P={WHOLE: "0"}, O={WHOLE: "1"}), 1, 1899 + 189),
        (build_line("FEAST14", P={WHOLE: "2"}), 1, 1899 + 189),
        (build_line("14", XB={WHOLE: "1"}), 0, 1399),
        (build_line("14STUFFED", P={WHOLE: "1"}), 1, 1399 + 300 + 189),
        (build_line("14TWO", P={WHOLE: "1"}, M={LEFT: "1"}), 0, 1599),
        (build_line("14TWO", P={WHOLE: "2"}, M={LEFT: "1"}), 1, 1599 + 189),
        (build_line("COLA"), 0, 290),
        # of two specialty halves the dearer counts; defaults of each half are free on that half only
        (build_line("FEAST14", second_half="SMOKE14"), 0, 1899),
        (build_line("SMOKE14", second_half="FEAST14"), 0, 1899),
        (build_line("SMOKE14", second_half="FEAST14", O={RIGHT: "1"}), 1, 1899 + 189),
        (build_line("SMOKE14", second_half="FEAST14", O={LEFT: "1"}), 0, 1899),
        (build_line("14", second_half="FEAST14", P={WHOLE: "1"}), 1, 1899 + 189),
    ],
)
def test_golden_prices(request_, units, price):
    found = priced(request_)
    assert (found.units, found.unit_price) == (units, price)


def test_a_line_is_its_quantity_times_the_rounded_pizza():
    found = priced(build_line("14", quantity=3, P={LEFT: "1"}))
    assert found.total == 3 * 1588


def test_a_line_says_what_it_is():
    found = priced(build_line("14", P={LEFT: "1"}, O={RIGHT: "2"}, C={WHOLE: "0"}))
    assert (found.product, found.name) == ("PLAIN", "Plain, 14 in")
    assert found.description == "no mozzarella; left: pepperoni; right: double onion"
    said = [(change.part, change.words, change.is_left_out) for change in found.changes]
    assert sorted(said) == [
        (WHOLE, "no mozzarella", True),
        (LEFT, "pepperoni", False),
        (RIGHT, "double onion", False),
    ]
    assert found.needs_oven
    assert priced(build_line("FEAST14", second_half="SMOKE14")).name == "Feast / Smoke, 14 in"
    assert not priced(build_line("COLA")).needs_oven


def test_the_options_are_the_whole_configuration():
    found = priced(build_line("14", P={LEFT: "1"}, C={RIGHT: "0"}))
    assert found.options == {"X": {WHOLE: 1}, "C": {LEFT: 1, RIGHT: 0}, "P": {LEFT: 1}}


def test_another_sauce_replaces_the_default_one():
    assert priced(build_line("14", XB={WHOLE: "1"})).options["X"] == {WHOLE: 0}
    half = priced(build_line("14", XB={LEFT: "1"})).options
    assert (half["X"], half["XB"]) == ({LEFT: 0, RIGHT: 1}, {LEFT: 1})


@pytest.mark.parametrize(
    ("request_", "field", "code"),
    [
        (build_line("99"), "variant", "unknown_variant"),
        (build_line("14", second_half="99"), "second_half", "unknown_variant"),
        (build_line("14", second_half="16"), "second_half", "halves_do_not_fit"),
        (build_line("14", second_half="14STUFFED"), "second_half", "halves_do_not_fit"),
        (build_line("COLA", second_half="WINGS"), "second_half", "halves_do_not_fit"),
        (build_line("14", quantity=0), "quantity", "bad_quantity"),
        (build_line("14", quantity=-1), "quantity", "bad_quantity"),
        (build_line("14", quantity=100), "quantity", "bad_quantity"),
        (build_line("14", Z={WHOLE: "1"}), "options.Z", "unknown_topping"),
        (build_line("COLA", P={WHOLE: "1"}), "options.P.1/1", "topping_not_on_product"),
        (build_line("14", P={WHOLE: "3"}), "options.P.1/1", "bad_amount"),
        (build_line("14", P={LEFT: "0.7"}), "options.P.1/2", "bad_amount"),
        (build_line("14", P={RIGHT: "-1"}), "options.P.2/2", "bad_amount"),
        (build_line("WINGS", XB={WHOLE: "2"}), "options.XB.1/1", "bad_amount"),
        (build_line("WINGS", XB={LEFT: "1"}), "options.XB.1/2", "whole_only"),
        (build_line("14", P={WHOLE: "1", LEFT: "2"}), "options.P", "whole_and_half"),
        (build_line("14", EG={LEFT: "1"}), "options.EG.1/2", "whole_only"),
        (build_line("14", EG={RIGHT: "1"}), "options.EG.2/2", "whole_only"),
        (build_line("14", EG={LEFT: "1", RIGHT: "2"}), "options.EG.1/2", "whole_only"),
        (build_line("14", X={WHOLE: "1"}, XB={WHOLE: "1"}), "options.XB", "exclusive_group"),
        (build_line("14", X={WHOLE: "1"}, XB={LEFT: "1"}), "options.XB", "exclusive_group"),
        (
            build_line("14", C={WHOLE: "2"}, P={WHOLE: "2"}, M={WHOLE: "2"}, O={WHOLE: "2"}, EG={WHOLE: "2"}),
            "",
            "",
        ),
    ],
)
def test_refusals_name_the_line_and_the_reason(request_, field, code):
    expected = {(f"lines.1.{field}", code)} if field else set()
    assert refused(build_line("14"), request_) == expected


def test_too_many_toppings():
    crowded = build_line(
        "14", C={WHOLE: "2"}, P={WHOLE: "2"}, M={WHOLE: "2"}, O={WHOLE: "2"}, EG={WHOLE: "2"}
    )
    tight = {**GOLDEN.products, "PLAIN": replace(GOLDEN.products["PLAIN"], max_toppings=9)}
    _, refusals = price_lines(replace(GOLDEN, products=tight), [crowded])
    assert [(error.field, error.code) for error in refusals] == [("lines.0.options", "too_many_units")]


def test_a_whole_only_topping_the_same_on_both_halves_is_whole():
    assert priced(build_line("14", EG={LEFT: "1", RIGHT: "1"})).unit_price == 1588


def test_every_wrong_line_is_named_at_once():
    assert refused(build_line("99"), build_line("14", Z={WHOLE: "1"}), build_line("14", quantity=0)) == {
        ("lines.0.variant", "unknown_variant"),
        ("lines.1.options.Z", "unknown_topping"),
        ("lines.2.quantity", "bad_quantity"),
    }


PAID = ["C", "P", "M", "O"]
AMOUNT = st.sampled_from(AMOUNTS)
PIZZAS = st.sampled_from(["10", "12", "14", "14STUFFED", "16", "FEAST14", "SMOKE14"])
HALVES = st.dictionaries(st.sampled_from(PAID), st.tuples(AMOUNT, AMOUNT))


def request_of(variant, halves, *, swapped=False, second_half=None):
    left, right = (RIGHT, LEFT) if swapped else (LEFT, RIGHT)
    options = {code: {left: a, right: b} for code, (a, b) in halves.items()}
    return LineRequest(variant=variant, quantity=1, options=options, second_half=second_half)


@given(PIZZAS, HALVES)
def test_left_and_right_may_be_swapped(variant, halves):
    swapped = request_of(variant, halves, swapped=True)
    assert priced(request_of(variant, halves)).unit_price == priced(swapped).unit_price


@given(HALVES)
def test_two_specialty_halves_may_be_swapped(halves):
    one = request_of("FEAST14", halves, second_half="SMOKE14")
    other = request_of("SMOKE14", halves, second_half="FEAST14", swapped=True)
    assert priced(one).unit_price == priced(other).unit_price


@given(PIZZAS, st.dictionaries(st.sampled_from(PAID), AMOUNT))
def test_the_same_left_and_right_equals_whole(variant, amounts):
    halves = request_of(variant, {code: (amount, amount) for code, amount in amounts.items()})
    options = {code: {WHOLE: amount} for code, amount in amounts.items()}
    whole = LineRequest(variant=variant, quantity=1, options=options)
    assert priced(halves) == priced(whole)


@given(PIZZAS, HALVES, st.sampled_from(PAID))
def test_removing_never_credits_and_adding_never_cheapens(variant, halves, code):
    base = priced(request_of(variant, {})).unit_price
    without = priced(request_of(variant, {**halves, code: (Decimal(0), Decimal(0))})).unit_price
    double = priced(request_of(variant, {**halves, code: (Decimal(2), Decimal(2))})).unit_price
    assert base <= without <= priced(request_of(variant, halves)).unit_price <= double


@given(PIZZAS, HALVES)
def test_a_price_is_base_plus_surcharge_plus_whole_units(variant, halves):
    found, sold = priced(request_of(variant, halves)), GOLDEN.variants[variant]
    assert found.unit_price == sold.price + sold.crust_surcharge + found.units * LADDER[sold.size]


@given(PIZZAS, HALVES)
def test_what_was_priced_costs_the_same_when_asked_for_again(variant, halves):
    found = priced(request_of(variant, halves))
    again = priced(LineRequest(variant=variant, quantity=1, options=found.options))
    assert (again.unit_price, again.options, again.description) == (
        found.unit_price,
        found.options,
        found.description,
    )


@given(st.lists(st.tuples(PIZZAS, HALVES, st.integers(1, 9)), max_size=6))
def test_lines_are_priced_each_for_itself(wanted):
    requests = [replace(request_of(variant, halves), quantity=n) for variant, halves, n in wanted]
    together, refusals = price_lines(GOLDEN, requests)
    assert refusals == []
    assert together == [priced(request) for request in requests]
