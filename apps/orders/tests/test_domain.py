"""Refunds follow the matrix."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.orders.contract.types import OrderStatus
from apps.orders.domain import REFUND_MATRIX, STAGES, Fault, Stage, kept_amount
from apps.orders.pricing.taxes import TaxTable
from apps.orders.pricing.totals import Extras, Item, amounts_of

money = st.integers(0, 10_000_000)
tables = st.builds(TaxTable, st.decimals(0, 30, places=2, allow_nan=False), st.booleans())


@given(food=money, fee=money, tip=money, table=tables, fault=st.sampled_from(Fault), grant=st.booleans())
def test_what_is_kept_never_exceeds_the_total(food, fee, tip, table, fault, grant):
    extras = Extras(delivery_fee=fee, tip=tip)
    found, _ = amounts_of([Item(total=food, discount=food // 3)], extras, table, coin=5)
    for status in STAGES:
        kept = kept_amount(found, status=status, fault=fault, grant_food=grant)
        assert 0 <= kept <= found.total


@pytest.mark.parametrize(
    ("status", "fault", "grant", "kept"),
    [
        (OrderStatus.SCHEDULED, Fault.CUSTOMER, False, 0),
        (OrderStatus.ACCEPTED, Fault.CUSTOMER, False, 0),
        (OrderStatus.BAKING, Fault.CUSTOMER, False, 2280),
        (OrderStatus.BAKING, Fault.CUSTOMER, True, 0),
        (OrderStatus.BAKING, Fault.STORE, False, 0),
        (OrderStatus.OUT_FOR_DELIVERY, Fault.CUSTOMER, False, 2280 + 456 + 300),
        (OrderStatus.OUT_FOR_DELIVERY, Fault.STORE, False, 0),
    ],
)
def test_the_refund_matrix(status, fault, grant, kept):
    table = TaxTable(Decimal(14), included=False)
    found, _ = amounts_of([Item(total=2000)], Extras(delivery_fee=400, tip=300), table)
    assert kept_amount(found, status=status, fault=fault, grant_food=grant) == kept


def test_the_matrix_knows_every_stage_and_fault():
    assert set(REFUND_MATRIX) == {(stage, fault) for stage in Stage for fault in Fault}
