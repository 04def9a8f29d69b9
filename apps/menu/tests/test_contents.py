"""Allergens, diet and nutrition of what was configured: three-valued, and half by half."""

from dataclasses import replace
from decimal import Decimal

import pytest

from apps.menu.contract.types import Contents, DietClass, LineRequest, Part
from apps.menu.domain import COOKING, SIDE, Menu, Product, Topping, Variant, price_lines
from apps.menu.domain.contents import Facts, Nutrition, is_nutrition
from apps.menu.tests.builders.menus import ALL, LEFT, RIGHT, WHOLE, build_line


def facts(*allergens: str, grams: int | None = None, kcal: int = 0) -> Facts:
    nutrition = None if grams is None else Nutrition({"14": grams, "10": grams // 2}, {"energy_kcal": kcal})
    return Facts(frozenset(allergens), nutrition)


MENU = Menu(
    currency="EUR",
    toppings={
        "C": Topping(code="C", name="Cheese", group="cheese"),
        "SH": Topping(code="SH", name="Shrimps", group="meat"),
        "N": Topping(code="N", name="Mystery", group="meat"),
        "DIP": Topping(code="DIP", name="Dip", group=SIDE, whole_only=True, price=120),
        "BW": Topping(code="BW", name="Well done", group=COOKING, whole_only=True, is_paid=False),
    },
    products={
        "PIZZA": Product(
            code="PIZZA",
            name="Pizza",
            amounts={"C": ALL, "SH": ALL, "N": ALL, "BW": frozenset({Decimal(1)})},
            defaults={"C": Decimal(1)},
        ),
        "OCEAN": Product(code="OCEAN", name="Ocean", amounts={"SH": ALL}, defaults={"SH": Decimal(1)}),
        "COLA": Product(code="COLA", name="Cola", is_halvable=False),
    },
    variants={
        "14": Variant(code="14", name="", product="PIZZA", size="14", crust="HT", price=1000),
        "10": Variant(code="10", name="", product="PIZZA", size="10", crust="HT", price=500),
        "OCEAN14": Variant(code="OCEAN14", name="", product="OCEAN", size="14", crust="HT", price=1200),
        "COLA33": Variant(code="COLA33", name="", product="COLA", price=300),
    },
    facts={
        ("crust", "HT"): facts("gluten", grams=400, kcal=250),
        ("product", "PIZZA"): facts(),
        ("product", "OCEAN"): facts(),
        ("topping", "C"): facts("milk", grams=100, kcal=300),
        ("topping", "SH"): facts("crustaceans", grams=80, kcal=85),
        ("product", "COLA"): Facts(frozenset(), Nutrition({"COLA33": 330}, {"energy_kcal": 42})),
    },
)


def contents(request: LineRequest) -> tuple[Contents, ...]:
    lines, refusals = price_lines(MENU, [request])
    assert refusals == []
    return lines[0].contents


def test_a_whole_pizza_has_the_allergens_of_all_that_is_in_it():
    (whole,) = contents(build_line("14"))
    assert (whole.part, whole.allergens, whole.unknown) == (Part.WHOLE, ("gluten", "milk"), ())
    assert (whole.has("milk"), whole.has("fish")) == (True, False)
    assert whole.nutrition == {"energy_kcal": 4 * 250 + 300}


def test_each_half_has_its_own():
    left, right = contents(build_line("14", SH={RIGHT: "2"}, C={RIGHT: "0"}))
    assert (left.part, left.allergens) == (LEFT, ("gluten", "milk"))
    assert (right.part, right.allergens) == (RIGHT, ("crustaceans", "gluten"))
    assert left.nutrition == {"energy_kcal": (1000 + 300) // 2}
    assert right.nutrition == {"energy_kcal": 500 + 2 * 68 // 2}
    assert (left.has("crustaceans"), right.has("milk")) == (False, False)


def test_two_specialty_halves():
    left, right = contents(build_line("14", second_half="OCEAN14"))
    assert (left.allergens, right.allergens) == (("gluten", "milk"), ("crustaceans", "gluten"))


def test_what_nobody_stated_is_unknown_not_absent():
    left, right = contents(build_line("14", N={LEFT: "1"}))
    assert (left.unknown, left.has("gluten"), left.has("nuts")) == (("N",), True, None)
    assert (right.unknown, right.has("nuts")) == ((), False)
    assert left.nutrition is None
    assert right.nutrition == {"energy_kcal": 650}


def test_taking_an_ingredient_away_takes_its_allergens():
    (whole,) = contents(build_line("14", C={WHOLE: "0"}))
    assert (whole.allergens, whole.nutrition) == (("gluten",), {"energy_kcal": 1000})


def test_grams_go_by_size_and_amount():
    assert contents(build_line("10"))[0].nutrition == {"energy_kcal": 500 + 150}
    assert contents(build_line("10", C={WHOLE: "1.5"}))[0].nutrition == {"energy_kcal": 500 + 225}
    assert contents(build_line("COLA33"))[0].nutrition == {"energy_kcal": 139}


def test_an_instruction_without_facts_adds_nothing_unknown():
    (whole,) = contents(replace(build_line("14"), cooking=("BW",)))
    assert whole.unknown == ()


VEGAN, VEGETARIAN, NEITHER = DietClass
DIETS = {
    **dict.fromkeys([("crust", "HT"), ("product", "PIZZA"), ("product", "OCEAN"), ("topping", "OL")], VEGAN),
    ("topping", "C"): VEGETARIAN,
    ("topping", "SH"): NEITHER,
}
OLIVES = Topping(code="OL", name="Olives", group="vegetable")
PIZZA = replace(MENU.products["PIZZA"], amounts={**MENU.products["PIZZA"].amounts, "OL": ALL})
GREEN = replace(
    MENU,
    toppings={**MENU.toppings, "OL": OLIVES},
    products={**MENU.products, "PIZZA": PIZZA},
    facts={key: Facts(frozenset(), diet=diet) for key, diet in DIETS.items()},
)
NO_CHEESE = {WHOLE: "0"}


@pytest.mark.parametrize(
    ("options", "second_half", "halves", "whole"),
    [
        ({}, None, [VEGETARIAN], VEGETARIAN),
        ({"C": NO_CHEESE}, None, [VEGAN], VEGAN),
        ({"C": NO_CHEESE, "OL": {WHOLE: "1"}}, None, [VEGAN], VEGAN),
        ({"C": {LEFT: "0"}}, None, [VEGAN, VEGETARIAN], VEGETARIAN),
        ({"SH": {WHOLE: "0.5"}}, None, [NEITHER], NEITHER),
        ({"SH": {RIGHT: "1"}}, None, [VEGETARIAN, NEITHER], NEITHER),
        ({}, "OCEAN14", [VEGETARIAN, NEITHER], NEITHER),
        ({"N": {WHOLE: "1"}}, None, [None], None),
        ({"C": NO_CHEESE, "N": {LEFT: "1"}}, None, [None, VEGAN], None),
        ({"N": {WHOLE: "1"}, "SH": {WHOLE: "1"}}, None, [NEITHER], NEITHER),
        ({"N": {LEFT: "1"}, "SH": {RIGHT: "1"}}, None, [None, NEITHER], NEITHER),
    ],
)
def test_a_pizza_is_for_whom_all_that_is_on_it_is(options, second_half, halves, whole):
    lines, refusals = price_lines(GREEN, [build_line("14", second_half=second_half, **options)])
    assert refusals == []
    assert ([each.diet for each in lines[0].contents], lines[0].diet) == (halves, whole)


def test_the_form_of_nutrition():
    assert is_nutrition({"grams": {"14": 70}, "per_100g": {"energy_kcal": 494}})
    wrong = [None, [], {}, {"grams": {"14": 1}}, {"grams": {"14": "70"}, "per_100g": {}}]
    assert not any(map(is_nutrition, [*wrong, {"grams": {"14": -1}, "per_100g": {}}]))
