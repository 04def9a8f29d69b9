"""What halves cost by each market's rule: golden tables, and the laws that hold for all of them."""

import random
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest

from apps.menu.contract.types import LineRequest, Options, Part
from apps.menu.domain import HalfRule, Menu, Variant, price_lines
from apps.menu.domain.configuration import defaults_of
from apps.menu.domain.pricing import price_of
from apps.menu.domain.terms import Halves, Under
from apps.menu.tests.builders.menus import GOLDEN, LEFT, RIGHT, WHOLE, build_line

RULES = {
    HalfRule.DEARER: replace(GOLDEN, half_rule=HalfRule.DEARER),
    HalfRule.AVERAGE: replace(GOLDEN, half_rule=HalfRule.AVERAGE),
    HalfRule.PERCENTAGE: replace(GOLDEN, half_rule=HalfRule.PERCENTAGE, half_percent=60),
    HalfRule.WHOLE: replace(GOLDEN, half_rule=HalfRule.WHOLE),
}
BASKETS = 100_000
Halved = Mapping[str, Halves]


def price(menu: Menu, request: LineRequest) -> int:
    lines, refusals = price_lines(menu, [request])
    assert refusals == []
    return lines[0].unit_price


@pytest.mark.parametrize(
    ("request_", "dearer", "average", "percentage", "whole"),
    [
        (build_line("14"), 1399, 1399, 1399, 1399),
        (build_line("14", P={WHOLE: "1"}), 1588, 1588, 1588, 1588),
        (build_line("14", P={LEFT: "1", RIGHT: "1"}), 1588, 1588, 1588, 1588),
        (build_line("14", P={LEFT: "1"}), 1588, 1588, 1588, 1588),
        # 1 unit, 1 unit, 1.2 units, 2 units
        (build_line("14", P={LEFT: "1"}, M={RIGHT: "1"}), 1588, 1588, 1777, 1777),
        # 1.5, 1.5, 1.8, 3 units
        (build_line("14", P={LEFT: "1"}, M={RIGHT: "1"}, O={RIGHT: "1"}), 1777, 1777, 1777, 1966),
        # 2, 2, 2.4, 4 units
        (build_line("14", P={LEFT: "1"}, M={RIGHT: "1"}, O={RIGHT: "2"}), 1777, 1777, 1966, 2155),
        # 1.5, 1.5, 1.6, 2 units: only what one half has more is a half's
        (build_line("14", P={LEFT: "1", RIGHT: "2"}), 1777, 1777, 1777, 1777),
        # the dearer of 18.99 and 17.99; their mean
        (build_line("FEAST14", second_half="SMOKE14"), 1899, 1849, 1899, 1899),
        (build_line("SMOKE14", second_half="FEAST14"), 1899, 1849, 1899, 1899),
        # 13.99 and 18.99, half a cent rounded up
        (build_line("14", second_half="FEAST14"), 1899, 1649, 1899, 1899),
        (
            build_line("14", second_half="FEAST14", O={LEFT: "1"}),
            1899 + 189,
            1649 + 189,
            1899 + 189,
            1899 + 189,
        ),
    ],
)
def test_golden_prices(request_, dearer, average, percentage, whole):
    assert [price(menu, request_) for menu in RULES.values()] == [dearer, average, percentage, whole]


def test_the_mean_rounds_half_a_minor_unit_up():
    odd = replace(GOLDEN.variants["FEAST14"], price=1900)
    menu = replace(RULES[HalfRule.AVERAGE], variants={**GOLDEN.variants, "FEAST14": odd})
    assert price(menu, build_line("14", second_half="FEAST14")) == 1650


PARTS: list[dict[Part, Decimal]] = [
    {part: Decimal(amount)} for part in Part for amount in ("0", "0.5", "1", "1.5", "2")
] + [{LEFT: Decimal(left), RIGHT: Decimal(right)} for left in ("0", "1", "1.5") for right in ("0.5", "2")]
SWAPPED = {WHOLE: WHOLE, LEFT: RIGHT, RIGHT: LEFT}
HALVABLE = ["P", "M", "O", "C"]
TWOS = [("14", None), ("12", None), ("FEAST14", None), ("SMOKE14", "FEAST14"), ("14", "SMOKE14")]


def swapped(request: LineRequest) -> LineRequest:
    options = {
        code: {SWAPPED[part]: parts[part] for part in parts} for code, parts in request.options.items()
    }
    if request.second_half is None:
        return replace(request, options=options)
    return replace(request, variant=request.second_half, second_half=request.variant, options=options)


def by_halves(request: LineRequest) -> LineRequest:
    """The same said of the left and of the right half."""
    options: Options = {
        code: {LEFT: parts[WHOLE], RIGHT: parts[WHOLE]} if WHOLE in parts else parts
        for code, parts in request.options.items()
    }
    return replace(request, options=options)


@pytest.mark.parametrize("rule", RULES)
def test_swapping_halves_is_neutral_and_whole_is_left_and_right(rule):
    rng, menu = random.Random(20), RULES[rule]
    for _ in range(1500):
        variant, second = rng.choice(TWOS)
        options = {code: rng.choice(PARTS) for code in rng.sample(HALVABLE, rng.randint(0, 4))}
        asked = LineRequest(variant=variant, quantity=1, options=options, second_half=second)
        found = price(menu, asked)
        assert price(menu, swapped(asked)) == found, asked
        assert price(menu, by_halves(asked)) == found, asked


QUARTERS = {0: 0, 2: 4, 4: 4, 6: 6, 8: 8}
"""What amounts charge, both in quarters."""


def price_in_integers(menu: Menu, variants: list[Variant], halves: Halved, defaults: Halved) -> int:
    """The rule in whole numbers, written apart from the engine."""
    hundredths, share = 0, int(menu.half_share * 100)
    for code, amounts in halves.items():
        if menu.toppings[code].is_paid:
            free = defaults.get(code, (0, 0))
            left, right = (max(0, QUARTERS[int(amounts[n] * 4)] - QUARTERS[int(free[n] * 4)]) for n in (0, 1))
            hundredths += 100 * min(left, right) + share * abs(left - right)
    units = -(-hundredths // 400)
    prices = [each.price + units * each.topping_price for each in variants]
    return (sum(prices) + 1) // 2 if menu.half_rule is HalfRule.AVERAGE and len(prices) == 2 else max(prices)


@pytest.mark.slow
def test_the_sum_rule_holds_to_the_cent_for_a_hundred_thousand_pizzas():
    """And mirrored they cost the same."""
    rng = random.Random(21)
    amounts = [Decimal(each) for each in ("0", "0.5", "1", "1.5", "2")]
    pairs = [(left, right) for left in amounts for right in amounts]
    menus = list(RULES.values())
    bases = [
        (
            [menu.variants[code] for code in codes],
            _under(menu, codes),
            defaults_of(menu, _under(menu, codes)),
        )
        for menu in menus[:1]
        for codes in (["14"], ["12"], ["FEAST14"], ["SMOKE14", "FEAST14"], ["14", "SMOKE14"])
    ]
    for number in range(BASKETS):
        menu, (variants, under, defaults) = rng.choice(menus), rng.choice(bases)
        halves = {**defaults, **{code: rng.choice(pairs) for code in rng.sample(HALVABLE, 3)}}
        _, price = price_of(menu, variants, under, halves, defaults)
        assert price == price_in_integers(menu, variants, halves, defaults), (menu.half_rule, halves)
        if number % 4 == 0:
            mirrored = {code: (right, left) for code, (left, right) in halves.items()}
            usual = {code: (right, left) for code, (left, right) in defaults.items()}
            assert price_of(menu, variants[::-1], under[::-1], mirrored, usual)[1] == price, halves


def _under(menu: Menu, codes: list[str]) -> Under:
    return menu.product_of(menu.variants[codes[0]]), menu.product_of(menu.variants[codes[-1]])
