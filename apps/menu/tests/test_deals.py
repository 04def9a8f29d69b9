"""Deals: what each type takes off, when it may be used, and that the best legal set is found."""

import random
from datetime import date, time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.menu.domain.deals import search
from apps.menu.domain.deals.choices import shares
from apps.menu.domain.deals.engine import best_deals
from apps.menu.domain.deals.types import Combine, Daypart, Deal, DealLine, Rule, Slot, Tier
from apps.menu.tests.deal_search import BASKETS, OFFERS, any_deal, any_line, basket, most_saved

LARGE = frozenset({"L"})
PIZZAS = frozenset({"S", "M", "L"})
COLA = frozenset({"COLA"})


def item(variant="L", price=1399, quantity=1, units=0):
    return DealLine(variant=variant, quantity=quantity, unit_price=price, units=units)


def deal(code="D", rule=Rule.PERCENT, **more):
    return Deal(code=code, rule=rule, **more)


def saved(lines, *deals, fee=0):
    return best_deals(basket(lines, fee), deals)


ONE = (Slot(variants=PIZZAS),)
TWO = (Slot(variants=PIZZAS, quantity=2),)


@pytest.mark.parametrize(
    ("lines", "offered", "off"),
    [
        ([item(), item("M", 1149)], deal(rule=Rule.FIXED_BUNDLE, value=1999, slots=TWO), (301, 248)),
        ([item(), item("M", 1149)], deal(rule=Rule.EACH_AT, value=1199, slots=TWO), (200, 0)),
        ([item(), item("COLA", 290)], deal(rule=Rule.PERCENT, value=1500, slots=ONE), (210, 0)),
        ([item(), item("COLA", 290)], deal(rule=Rule.AMOUNT, value=500, slots=ONE), (500, 0)),
        ([item("S", 300), item("COLA", 290)], deal(rule=Rule.AMOUNT, value=500, slots=ONE), (300, 0)),
        (
            [item(quantity=2), item("M", 1149)],
            deal(rule=Rule.FREE_ITEM, slots=(*TWO, Slot(variants=PIZZAS, is_free=True))),
            (1399, 0),
        ),
        ([item(), item("COLA", 290)], deal(rule=Rule.PERCENT, value=1000), (139, 30)),
        ([item(), item("COLA", 290)], deal(rule=Rule.AMOUNT, value=500), (414, 86)),
        ([item("S", 100), item("COLA", 290)], deal(rule=Rule.AMOUNT, value=500), (100, 290)),
        ([item()], deal(rule=Rule.FIXED_BUNDLE, value=1999, slots=TWO), (0,)),
        (
            [item(units=3)],
            deal(rule=Rule.EACH_AT, value=999, slots=(Slot(variants=LARGE, max_units=2),)),
            (0,),
        ),
        ([item(quantity=4)], deal(rule=Rule.FIXED_BUNDLE, value=1999, slots=TWO, max_uses=3), (1598,)),
        ([item(quantity=4)], deal(rule=Rule.FIXED_BUNDLE, value=1999, slots=TWO), (799,)),
        (
            [item(quantity=3)],
            deal(rule=Rule.EACH_AT, value=999, slots=(Slot(variants=LARGE, is_open=True),)),
            (1200,),
        ),
    ],
)
def test_what_each_type_takes_off_each_line(lines, offered, off):
    assert saved(lines, offered).lines == off


def test_the_delivery_fee_is_waived_once_and_nothing_else_of_it():
    free = [deal(f"F{n}", Rule.FREE_DELIVERY) for n in range(2)]
    result = saved([item()], *free, fee=390)
    assert (result.delivery, result.lines, len(result.applied)) == (390, (0,), 1)
    assert saved([item()], *free).applied == ()


def test_tiers_count_the_items_they_take():
    tiers = (Tier(threshold=2, value=1000), Tier(threshold=4, value=2000))
    offered = deal(slots=(Slot(variants=PIZZAS, is_open=True),), tiers=tiers)
    offs = [
        saved([item(price=1000, quantity=count), item("COLA", 290)], offered).total for count in range(1, 6)
    ]
    assert offs == [0, 200, 300, 800, 1000]


def test_tiers_of_the_order_count_its_subtotal():
    tiers = (Tier(threshold=2000, value=300), Tier(threshold=3000, value=600))
    offered = deal(rule=Rule.AMOUNT, tiers=tiers)
    assert [saved([item(price=price)], offered).total for price in (1999, 2000, 3000)] == [0, 300, 600]


def test_an_exclusive_deal_goes_alone():
    alone = deal("ALONE", Rule.AMOUNT, value=500, combine=Combine.EXCLUSIVE)
    pair = [deal("A", Rule.AMOUNT, value=300, slots=ONE), deal("B", Rule.AMOUNT, value=250)]
    result = saved([item()], alone, *pair)
    assert ([each.code for each in result.applied], result.total) == (["A", "B"], 550)
    assert result.unused == {"ALONE": "saves_less"}
    result = saved([item()], alone, pair[0])
    assert ([each.code for each in result.applied], result.total) == (["ALONE"], 500)


def test_the_best_set_is_not_the_greedy_one():
    bundle = deal("BUNDLE", Rule.FIXED_BUNDLE, value=1500, slots=(Slot(variants=LARGE), Slot(variants=COLA)))
    cheap = deal("CHEAP", Rule.AMOUNT, value=150, slots=(Slot(variants=LARGE),))
    half = deal("HALF", value=5000, slots=(Slot(variants=COLA),))
    assert [each.code for each in saved([item(), item("COLA", 290)], bundle, cheap, half).applied] == [
        "CHEAP",
        "HALF",
    ]


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        ({"services": frozenset({"CARRYOUT"})}, "wrong_service"),
        ({"stores": frozenset({"S-2"})}, "wrong_store"),
        ({"starts_on": date(2026, 3, 5)}, "not_started"),
        ({"ends_on": date(2026, 3, 3)}, "expired"),
        ({"weekdays": frozenset({1, 2})}, "wrong_weekday"),
        ({"daypart": Daypart(starts=time(17), ends=time(22))}, "wrong_daypart"),
        ({"daypart": Daypart(starts=time(22), ends=time(2))}, "wrong_daypart"),
        ({"min_subtotal": 1400}, "below_minimum"),
    ],
)
def test_conditions_that_are_not_met(condition, code):
    result = saved([item()], deal(value=1000, **condition))
    assert (result.applied, result.unused) == ((), {"D": code})


@pytest.mark.parametrize(
    "condition",
    [
        {"services": frozenset({"DELIVERY"}), "stores": frozenset({"S-1"})},
        {"starts_on": date(2026, 3, 4), "ends_on": date(2026, 3, 4), "weekdays": frozenset({3})},
        {"daypart": Daypart(starts=time(12), ends=time(14)), "min_subtotal": 1399},
        {"daypart": Daypart(starts=time(22), ends=time(12, 1))},
    ],
)
def test_conditions_that_are_just_met(condition):
    assert saved([item()], deal(value=1000, **condition)).total == 140


@pytest.mark.parametrize(
    "wrong",
    [
        {"rule": Rule.PERCENT, "value": 10_001},
        {"rule": Rule.AMOUNT, "value": -1},
        {"rule": Rule.EACH_AT, "value": 100},
        {"rule": Rule.PERCENT, "max_uses": 0},
        {"rule": Rule.FIXED_BUNDLE, "slots": (Slot(variants=LARGE, is_open=True),)},
    ],
)
def test_deals_that_make_no_sense(wrong):
    with pytest.raises(ValueError, match=r"deal|bundle"):
        deal(**wrong)
    with pytest.raises(ValueError, match="slot"):
        Slot(variants=LARGE, quantity=0)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(BASKETS, OFFERS)
def test_the_best_legal_set_equals_brute_force(asked, offers):
    assert best_deals(asked, offers).total == most_saved(asked, offers)


@settings(max_examples=100)
@given(BASKETS, OFFERS)
def test_no_price_gets_negative_and_all_sums_agree(asked, offers):
    result = best_deals(asked, offers)
    for number, line in enumerate(asked.lines):
        assert 0 <= result.lines[number] <= line.unit_price * line.quantity
        assert sum(each.items.get(number, 0) for each in result.applied) <= line.quantity
    assert 0 <= result.delivery <= asked.delivery_fee
    assert result.total == sum(each.discount for each in result.applied)
    assert all(each.discount > 0 for each in result.applied)
    assert {each.code for each in result.applied} | set(result.unused) == {offer.code for offer in offers}
    kinds = {offer.code: offer.combine for offer in offers}
    if any(kinds[each.code] is Combine.EXCLUSIVE for each in result.applied):
        assert len(result.applied) == 1


@given(st.lists(st.integers(0, 500), min_size=1, max_size=12), st.data())
def test_shares_add_up_and_none_exceeds_its_weight(weights, data):
    amount = data.draw(st.integers(0, sum(weights)))
    parts = shares(amount, weights)
    assert sum(parts) == amount
    assert all(0 <= part <= weight for part, weight in zip(parts, weights, strict=True))


def test_a_deal_whose_items_are_missing_is_said_so():
    result = saved([item("COLA")], deal(rule=Rule.EACH_AT, value=100, slots=(Slot(variants=LARGE),)))
    assert result.unused == {"D": "missing_items"}


def test_the_best_set_equals_brute_force_where_open_slots_compete_for_items():
    rng = random.Random(12)
    for _ in range(600):
        asked = basket([any_line(rng) for _ in range(rng.randint(1, 4))], fee=390)
        offers = [any_deal(rng, f"D{number}") for number in range(rng.randint(1, 4))]
        assert best_deals(asked, offers).total == most_saved(asked, offers), (asked, offers)


def test_a_search_cut_short_finds_a_legal_set(monkeypatch):
    rng = random.Random(13)
    asked = basket([any_line(rng) for _ in range(8)], fee=390)
    offers = [any_deal(rng, f"D{number}") for number in range(12)]
    best = best_deals(asked, offers)
    monkeypatch.setattr(search, "MAX_TRIED", 20)
    found = best_deals(asked, offers)
    assert 0 < found.total <= best.total
    for number, line in enumerate(asked.lines):
        assert 0 <= found.lines[number] <= line.unit_price * line.quantity
        assert sum(each.items.get(number, 0) for each in found.applied) <= line.quantity


@pytest.mark.slow
def test_no_price_gets_negative_in_a_hundred_thousand_baskets():
    rng = random.Random(11)
    offers = [any_deal(rng, f"D{number}") for number in range(600)]
    lines = [any_line(rng) for _ in range(600)]
    for number in range(100_000):
        asked = basket(rng.sample(lines, 1 + number % 4 // 3), fee=390 * (number % 3))
        result = best_deals(asked, rng.sample(offers, 1 + number % 8 // 7))
        for line, off in zip(asked.lines, result.lines, strict=True):
            assert 0 <= off <= line.unit_price * line.quantity, (asked, result)
        assert 0 <= result.delivery <= asked.delivery_fee
        assert result.total == sum(each.discount for each in result.applied)
