"""Refunds follow the matrix."""

from decimal import Decimal
from random import Random

import pytest

from apps.orders.contract.types import OrderStatus
from apps.orders.domain.refund_matrix import REFUND_MATRIX, REFUND_STAGES, Fault, RefundStage, kept_amount
from apps.orders.domain.taxes import TaxTable
from apps.orders.domain.totals import Extras, Item, amounts_of


def test_what_is_kept_never_exceeds_the_total():
    random = Random(7)
    for _ in range(500):
        percent = Decimal(random.randrange(3000)).scaleb(-2)
        food, fee, tip = (random.choice((0, random.randrange(10_000_000))) for _ in range(3))
        table = TaxTable(percent, random.random() < 0.5)
        items = [Item(total=food, discount=food // 3)]
        found, _ = amounts_of(items, Extras(delivery_fee=fee, tip=tip), table, coin=5)
        for status in REFUND_STAGES:
            fault, grant = random.choice(list(Fault)), random.random() < 0.5
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
    assert set(REFUND_MATRIX) == {(stage, fault) for stage in RefundStage for fault in Fault}
