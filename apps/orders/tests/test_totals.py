"""What an order costs: the identity of totals over 100,000 baskets, tax tables, rounding, small orders."""

from decimal import Decimal
from random import Random

import pytest

from apps.orders.contract.errors import BelowMinimum
from apps.orders.contract.rounding import rounded
from apps.orders.contract.types import Amounts
from apps.orders.domain.fees import small_order_fee
from apps.orders.domain.taxes import Taxed, TaxTable, tax_lines, tax_of
from apps.orders.domain.totals import Extras, Item, amounts_of
from apps.orders.tests.builders import gross_food
from apps.stores.contract.types import SalesTerms, SmallOrder

BASKETS = 100_000
CLASSES = ("food", "drink", "alcohol")
PERCENTS = [Decimal(text) for text in ("0", "5.5", "7", "8.875", "13.5", "14", "19", "25.5")]
RATES = [{name: PERCENTS[(n + m) % 8] for m, name in enumerate((*CLASSES, "delivery"))} for n in range(8)]
TABLES = [
    TaxTable(p, included, rates) for p in PERCENTS for included in (True, False) for rates in ({}, *RATES)
]


def items_made(random, count=2_000):
    """Lines of every kind: free ones, dear ones, discounted in part, in full and beyond."""
    totals = [random.choice((0, random.randrange(1, 500), random.randrange(1, 20_000))) for _ in range(count)]
    return [
        Item(
            total=total,
            discount=random.choice((0, 0, random.randrange(total + 50))),
            deposit=random.choice((0, 0, 15, 80)),
            tax_class=random.choice(CLASSES),
        )
        for total in totals
    ]


def broken(amounts: Amounts, taxes, items, table, coin) -> str:
    """The first rule that does not hold, empty if all do."""
    a = amounts
    parts = (
        a.food
        - a.discount
        + a.delivery_fee
        + a.small_order_fee
        + a.deposit
        + a.tax_added
        + a.tip
        + a.rounding
    )
    per_class = dict.fromkeys(CLASSES, 0)
    for item, tax in zip(items, taxes, strict=True):
        per_class[item.tax_class] += tax
    of_class = {line.tax_class: line.tax for line in a.tax_lines}
    rules = {
        "sum": parts == a.total,
        "coin": a.total % coin == 0 and 2 * abs(a.rounding) <= coin,
        "nothing negative": min(a.food - a.discount, a.delivery_fee, a.total, a.tax, *taxes) >= 0,
        "tax": a.tax == sum(of_class.values()) and a.tax_added == (0 if table.included else a.tax),
        "lines have the tax of their class": all(
            tax == of_class.get(name, 0) for name, tax in per_class.items()
        ),
        "refundable food": gross_food(a) >= 0,
    }
    return next((name for name, holds in rules.items() if not holds), "")


@pytest.mark.slow
def test_the_totals_of_a_hundred_thousand_baskets_add_up():
    random = Random(20261122)
    made = items_made(random)
    extras = [
        Extras(
            delivery_fee=random.choice((0, 190, 390)),
            delivery_discount=random.choice((0, 0, 190, 500)),
            small_order_fee=random.choice((0, 0, 250)),
            tip=random.choice((0, 200, 999)),
        )
        for _ in range(500)
    ]
    failures = []
    for number in range(BASKETS):
        start = random.randrange(len(made) - 8)
        items = made[start : start + 1 + number % 6]
        table, coin = TABLES[number % len(TABLES)], (1, 1, 5, 10)[number % 4]
        amounts, taxes = amounts_of(items, extras[number % 500], table, coin=coin)
        if rule := broken(amounts, taxes, items, table, coin):
            failures.append((rule, number))
    assert not failures, failures[:3]


@pytest.mark.parametrize(
    ("percent", "included", "tax", "total"),
    [("14", True, 491, 4000), ("14", False, 560, 4560), ("8.875", False, 355, 4355), ("0", False, 0, 4000)],
)
def test_tax_included_and_added(percent, included, tax, total):
    amounts, taxes = amounts_of([Item(total=4000)], Extras(), TaxTable(Decimal(percent), included))
    assert (amounts.tax, amounts.total, taxes) == (tax, total, [tax])


def test_halves_are_rounded_away_from_zero():
    assert [tax_of(amount, Decimal(10), included=False) for amount in (4, 5, 14, 15)] == [0, 1, 1, 2]


def test_each_class_has_its_rate_and_its_line():
    table = TaxTable(Decimal("14"), True, {"drink": Decimal("25.5")})
    items = [Item(total=1400), Item(total=251, tax_class="drink", deposit=15)]
    amounts, taxes = amounts_of(items, Extras(delivery_fee=390, tip=300), table)
    lines = [(line.tax_class, line.percent, line.base, line.tax) for line in amounts.tax_lines]
    assert lines == [
        ("food", "14", 1228, 172),
        ("drink", "25.5", 200, 51),
        ("delivery", "14", 342, 48),
        ("deposit", "0", 15, 0),
    ]
    assert (taxes, amounts.tax, amounts.total) == ([172, 51], 271, 1400 + 251 + 390 + 15 + 300)


def test_the_tax_of_a_class_is_rounded_once_and_goes_to_the_largest_remainders():
    parts = [Taxed("food", amount) for amount in (3, 3, 4)]
    [line], taxes = tax_lines(parts, TaxTable(Decimal(14), included=False))
    assert (line.tax, taxes) == (1, [0, 0, 1])
    assert sum(tax_of(part.amount, Decimal(14), included=False) for part in parts) == 1
    many = [Taxed("food", 3)] * 10
    [line], taxes = tax_lines(many, TaxTable(Decimal(14), included=False))
    assert (line.tax, sum(taxes)) == (4, 4), "line by line it would have been nothing"


def test_a_tip_is_never_taxed_or_discounted():
    table = TaxTable(Decimal(14), included=False)
    [with_tip, without] = [
        amounts_of([Item(total=1000, discount=2000)], Extras(tip=tip), table)[0] for tip in (500, 0)
    ]
    assert (with_tip.total, with_tip.tax, without.total) == (500, 0, 0)


def test_a_deal_never_makes_the_delivery_cheaper_than_free():
    extras = Extras(delivery_fee=390, delivery_discount=500)
    amounts, _ = amounts_of([Item(total=1000, discount=100)], extras, TaxTable(Decimal(14), True))
    assert (amounts.delivery_fee, amounts.savings, amounts.total) == (0, 490, 900)


@pytest.mark.parametrize(("amount", "total"), [(1002, 1000), (1003, 1005), (1007, 1005), (1008, 1010)])
def test_coins(amount, total):
    assert rounded(amount, 5) == total
    amounts, _ = amounts_of([Item(total=amount)], Extras(), TaxTable(Decimal(14), True), coin=5)
    assert (amounts.total, amounts.rounding) == (total, total - amount)


def test_a_small_order_is_refused_or_costs_a_fee_as_the_market_says():
    charge = SalesTerms(small_order=SmallOrder.CHARGE, small_order_fee=250)
    assert small_order_fee(999, 1000, charge, currency="EUR") == 250
    assert small_order_fee(1000, 1000, charge, currency="EUR") == 0
    with pytest.raises(BelowMinimum) as refusal:
        small_order_fee(999, 1000, SalesTerms(), currency="EUR")
    assert refusal.value.members == {"minimum": 1000, "missing": 1, "currency": "EUR"}
