"""What a sale and a refund are made of, to the cent."""

import json
from dataclasses import asdict
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from apps.orders.contract.types import Amounts, TaxLine
from apps.payments.contract.types import RefundComponents
from apps.payments.domain.accounts import Account, EntryKind, lines_of
from apps.payments.domain.amount_parts import Left, read_amounts, refund_parts, sale_parts
from apps.payments.tests.builders import AMOUNTS
from apps.payments.tests.strategies import moves


@given(moves(), st.booleans(), st.randoms(use_true_random=False))
def test_any_sequence_balances_and_full_refunds_undo_the_tax_and_the_tip(moved, is_full, random):
    """Refunds in proportion and by components in any mixture."""
    amounts, captured, sums = moved
    marks = sorted({0, *sums, *([captured] if is_full else [])})
    money = Account.GATEWAY_CLEARING
    entries = [lines_of(EntryKind.CAPTURE, sale_parts(amounts, before=0, after=captured), money=money)]
    for before, after in pairwise(marks):
        balance = balances(line for entry in entries for line in entry)
        tax, tip = -balance.get(Account.TAX_PAYABLE, 0), -balance.get(Account.TIPS_PAYABLE, 0)
        left = Left(whole=captured - before, tax=tax, tip=tip)
        assert 0 <= tax + tip <= left.whole
        components = random.choice([None, named(after - before, random)])
        parts = refund_parts(left, after - before, components)
        entries.append(lines_of(EntryKind.REFUND, parts, money=money))
    assert all(sum(amount for _, amount in entry) == 0 for entry in entries)
    balance = balances(line for entry in entries for line in entry)
    assert balance.get(Account.GATEWAY_CLEARING, 0) == captured - marks[-1]
    assert balance.get(Account.CUSTOMER_RECEIVABLE, 0) == 0
    if is_full:
        assert balance.get(Account.TAX_PAYABLE, 0) == balance.get(Account.TIPS_PAYABLE, 0) == 0


def named(amount, random):
    """Components of a refund, as somebody may name them."""
    tip = random.randint(0, amount)
    return RefundComponents(food=amount - tip, tip=tip, tax=random.randint(0, amount - tip))


def balances(lines):
    """The balance of each account."""
    sums = {}
    for account, amount in lines:
        sums[account] = sums.get(account, 0) + amount
    return sums


def test_the_lines_of_a_sale():
    """20.77 of food and delivery net of tax: 303 of 2467 is tax, of the fee 48, of the discount 24."""
    parts = sale_parts(AMOUNTS, before=0, after=2667)
    lines = lines_of(EntryKind.CAPTURE, parts, money=Account.GATEWAY_CLEARING)
    assert balances(lines) == {
        Account.CUSTOMER_RECEIVABLE: 0,
        Account.GATEWAY_CLEARING: 2667,
        Account.PROMOTIONS: 176,
        Account.REVENUE: -1998,
        Account.DELIVERY_FEES: -342,
        Account.TAX_PAYABLE: -303,
        Account.TIPS_PAYABLE: -200,
    }


def test_fees_by_their_tax_lines():
    """Tax included: 12.40 of delivery at 24 % is 10.00 and 2.40; the deposit is untaxed; the food takes the rest."""
    amounts = Amounts(
        food=2280,
        discount=1140,
        delivery_fee=1240,
        small_order_fee=124,
        deposit=40,
        rounding=1,
        tip=100,
        tax=140 + 240 + 24,
        tax_added=0,
        total=2645,
        tax_lines=(
            TaxLine(tax_class="food", percent="14", base=1000, tax=140),
            TaxLine(tax_class="delivery", percent="24", base=1000, tax=240),
            TaxLine(tax_class="small_order", percent="24", base=100, tax=24),
        ),
    )
    kept = read_amounts(json.loads(json.dumps(asdict(amounts))))
    assert kept == amounts
    parts = sale_parts(kept, before=0, after=2645)
    assert balances(lines_of(EntryKind.CAPTURE, parts, money=Account.GATEWAY_CLEARING)) == {
        Account.CUSTOMER_RECEIVABLE: 0,
        Account.GATEWAY_CLEARING: 2645,
        Account.PROMOTIONS: 1000,
        Account.REVENUE: -2000,
        Account.DELIVERY_FEES: -1000,
        Account.SMALL_ORDER_FEES: -100,
        Account.DEPOSITS: -40,
        Account.ROUNDING: -1,
        Account.TAX_PAYABLE: -404,
        Account.TIPS_PAYABLE: -100,
    }
