"""Totals add up, refunds follow the matrix."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.orders.contract.types import OrderStatus
from apps.orders.domain import REFUND_MATRIX, STAGES, Fault, Stage, TaxRule, amounts_of, kept_amount

money = st.integers(0, 10_000_000)
rules = st.builds(TaxRule, st.decimals(0, 30, places=2, allow_nan=False), st.booleans())


@given(food=money, discount=money, fee=money, tip=money, tax=rules)
def test_the_total_is_the_sum_of_its_parts(food, discount, fee, tip, tax):
    found = amounts_of(food=food, discount=discount, delivery_fee=fee, tip=tip, tax=tax)
    assert found.total == found.food - found.discount + found.delivery_fee + found.tax_added + found.tip
    assert 0 <= found.discount <= found.food
    assert found.tax_added == (0 if tax.included else found.tax)
    untipped = amounts_of(food=food, discount=discount, delivery_fee=fee, tip=0, tax=tax)
    assert untipped.tax == found.tax, "a tip is never taxed"


@pytest.mark.parametrize(
    ("percent", "included", "tax", "total"),
    [("14", True, 491, 4000), ("14", False, 560, 4560), ("8.875", False, 355, 4355), ("0", False, 0, 4000)],
)
def test_tax_included_and_added(percent, included, tax, total):
    rule = TaxRule(Decimal(percent), included)
    found = amounts_of(food=4000, discount=0, delivery_fee=0, tip=0, tax=rule)
    assert (found.tax, found.total) == (tax, total)


@given(food=money, fee=money, tip=money, tax=rules, fault=st.sampled_from(Fault), grant=st.booleans())
def test_what_is_kept_never_exceeds_the_total(food, fee, tip, tax, fault, grant):
    found = amounts_of(food=food, discount=food // 3, delivery_fee=fee, tip=tip, tax=tax)
    for status in STAGES:
        kept = kept_amount(found, tax, status=status, fault=fault, grant_food=grant)
        assert 0 <= kept <= found.total


@pytest.mark.parametrize(
    ("status", "fault", "grant", "kept"),
    [
        (OrderStatus.ACCEPTED, Fault.CUSTOMER, False, 0),
        (OrderStatus.BAKING, Fault.CUSTOMER, False, 2280),
        (OrderStatus.BAKING, Fault.CUSTOMER, True, 0),
        (OrderStatus.BAKING, Fault.STORE, False, 0),
        (OrderStatus.OUT_FOR_DELIVERY, Fault.CUSTOMER, False, 2280 + 456 + 300),
        (OrderStatus.OUT_FOR_DELIVERY, Fault.STORE, False, 0),
    ],
)
def test_the_refund_matrix(status, fault, grant, kept):
    tax = TaxRule(Decimal(14), included=False)
    found = amounts_of(food=2000, discount=0, delivery_fee=400, tip=300, tax=tax)
    assert kept_amount(found, tax, status=status, fault=fault, grant_food=grant) == kept


def test_the_matrix_knows_every_stage_and_fault():
    assert set(REFUND_MATRIX) == {(stage, fault) for stage in Stage for fault in Fault}
