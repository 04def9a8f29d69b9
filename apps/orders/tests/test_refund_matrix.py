"""Refunds as rules: the matrix cell by cell, lines to the cent, the credit of a late order."""

import random
from decimal import Decimal

import pytest

from apps.orders.domain.refund_lines import components_of, late_credit, money_of, remainder, total_of
from apps.orders.domain.refund_matrix import (
    REFUND_MATRIX,
    REFUND_STAGES,
    CouponOutcome,
    Fault,
    RefundStage,
    kept_amounts,
    kept_parts,
    shares_of,
)
from apps.orders.domain.taxes import TaxTable
from apps.orders.domain.totals import Extras, Item, amounts_of
from apps.orders.tests.builders import gross_food

ALL, NONE = 100, 0
RESTORED, SPENT, PRO_RATA = CouponOutcome

# The matrix of docs/domain.md, cell by cell: food, delivery fee, tip, coupon.
GOLDEN = {
    ("before_preparing", "customer"): (ALL, ALL, ALL, RESTORED),
    ("in_kitchen", "customer"): (NONE, ALL, ALL, SPENT),
    ("on_road", "customer"): (NONE, NONE, NONE, SPENT),
    ("completed", "customer"): (NONE, NONE, NONE, SPENT),
    ("before_preparing", "store"): (ALL, ALL, ALL, PRO_RATA),
    ("in_kitchen", "store"): (ALL, ALL, ALL, PRO_RATA),
    ("on_road", "store"): (ALL, ALL, ALL, PRO_RATA),
    ("completed", "store"): (ALL, ALL, ALL, PRO_RATA),
}


def test_every_cell_of_the_matrix():
    cells = {
        (str(stage), str(fault)): (row.food, row.delivery_fee, row.tip, row.coupon)
        for (stage, fault), row in REFUND_MATRIX.items()
    }
    assert cells == GOLDEN
    assert set(REFUND_MATRIX) == {(stage, fault) for stage in RefundStage for fault in Fault}


@pytest.mark.parametrize("included", [True, False])
@pytest.mark.parametrize(("stage", "fault"), GOLDEN)
@pytest.mark.parametrize("grant", [True, False])
def test_what_is_kept_by_parts(stage, fault, grant, included):
    table = TaxTable(Decimal(14), included, {"drink": Decimal("25.5")})
    items = [Item(total=2000, discount=300), Item(total=400, deposit=40, tax_class="drink")]
    extras = Extras(delivery_fee=390, small_order_fee=100, tip=200)
    amounts, _ = amounts_of(items, extras, table, coin=5)
    food, fee, tip, _ = GOLDEN[stage, fault]
    status = next(status for status in REFUND_STAGES if REFUND_STAGES[status] == stage)
    kept = kept_amounts(amounts, shares_of(status, Fault(fault), grant_food=grant))
    assert kept.food - kept.discount == (0 if food or grant else 2100)
    assert kept.deposit == (0 if food or grant else 40)
    assert (kept.delivery_fee, kept.small_order_fee) == ((0, 0) if fee else (390, 100))
    assert kept.tip == (0 if tip else 200)
    assert kept.tax == sum(line.tax for line in kept.tax_lines)
    assert components_of(kept).amount == kept.total
    assert kept_parts(amounts, kept.total) == kept
    back = remainder(components_of(amounts), components_of(kept))
    assert back.amount + kept.total == amounts.total


def a_sale(rng):
    """A random order's frozen lines and amounts."""
    rates = {"drink": Decimal(rng.choice(["0", "8.875", "25.5"]))}
    table = TaxTable(Decimal(rng.choice(["0", "13.5", "14", "8.875"])), rng.random() < 0.5, rates)
    items, lines = [], []
    for number in range(1, rng.randint(2, 6)):
        quantity, unit = rng.randint(1, 5), rng.randint(1, 2500)
        discount = rng.choice([0, rng.randint(0, quantity * unit)])
        item = Item(
            total=quantity * unit,
            discount=discount,
            deposit=rng.choice([0, 15 * quantity]),
            tax_class=rng.choice(["food", "food", "drink"]),
        )
        items.append(item)
        lines.append(
            {"number": number, "quantity": quantity, "total": item.total, "tax_class": item.tax_class}
        )
    extras = Extras(delivery_fee=rng.choice([0, 390]), tip=rng.choice([0, 200]))
    amounts, taxes = amounts_of(items, extras, table, coin=rng.choice([1, 5]))
    if rng.random() < 0.8:  # else only the order knows its discount and tax, as older orders do
        for line, item, tax in zip(lines, items, taxes, strict=True):
            line |= {"discount": item.discount, "deposit": item.deposit, "tax": tax}
    return lines, amounts


def test_pieces_add_up_to_the_order_to_the_cent_in_any_order():
    rng = random.Random(20261122)
    for _ in range(3000):
        lines, amounts = a_sale(rng)
        money = money_of(lines, amounts)
        assert sum(line.net for line in money) == amounts.food - amounts.discount
        assert sum(line.gross for line in money) == gross_food(amounts)
        pieces = [line for line in money for _ in range(line.quantity)]
        rng.shuffle(pieces)
        gone, parts = dict.fromkeys((line.number for line in money), 0), []
        for line in pieces:
            parts.append(line.pieces(gone[line.number], 1))
            gone[line.number] += 1
            assert parts[-1].amount >= 0
        assert total_of(parts).amount == gross_food(amounts)
        rest = remainder(components_of(amounts), total_of(parts))
        assert (rest.food, rest.deposit) == (0, 0)
        assert total_of(parts).amount + rest.amount == amounts.total


def test_what_comes_back_is_taxed_as_it_was_sold():
    """Pieces of any line, then the rest: at the rate of its class, and rate by rate to the cent of the order."""
    rng = random.Random(14)
    for _ in range(1000):
        lines, amounts = a_sale(rng)
        if "tax" not in lines[0]:
            continue
        line = rng.choice(money_of(lines, amounts))
        part = line.pieces(0, rng.randint(1, line.quantity))
        assert {row.percent for row in part.tax_lines if row.tax_class != "deposit"} <= {line.rate[1]}
        assert sum(row.tax for row in part.tax_lines) == part.tax
        assert sum(row.base + row.tax for row in part.tax_lines) == part.amount
        rest = remainder(components_of(amounts), part)
        back = total_of([part, rest]).tax_lines
        assert sorted(map(str, back)) == sorted(str(row) for row in amounts.tax_lines if row.base or row.tax)


def test_the_last_cent_goes_to_the_last_line():
    table = TaxTable(Decimal(0), included=True)
    items = [Item(total=100, discount=33), Item(total=100, discount=33), Item(total=100, discount=34)]
    amounts, _ = amounts_of(items, Extras(), table)
    lines = [{"number": n, "quantity": 1, "total": 100} for n in (1, 2, 3)]
    assert [line.net for line in money_of(lines, amounts)] == [67, 67, 66]


def test_a_late_orders_credit():
    table = TaxTable(Decimal(14), included=False)
    amounts, _ = amounts_of([Item(total=2000, discount=500)], Extras(delivery_fee=400, tip=300), table)
    credit = late_credit(amounts, 20)
    assert (credit.food, credit.tax_added, credit.tip, credit.amount) == (300, 42, 0, 342)
