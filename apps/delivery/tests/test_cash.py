"""A courier goes home once their cash is counted."""

import pytest

from apps.delivery.actions.couriers import start_shift
from apps.delivery.contract.courier_protocol import ShiftEnd
from apps.delivery.conversation import answer
from apps.delivery.models import Courier, Shift
from apps.payments.contract.fake import FakePaymentsService
from apps.payments.contract.service import PaymentsService
from apps.payments.contract.types import CashBalance
from dominos.kernel.errors import Unavailable
from dominos.kernel.services import provide, registry

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def books():
    """Payments, as far as delivery asks them."""
    before, fake = registry._provided.get(PaymentsService), FakePaymentsService()
    provide(PaymentsService, fake)
    yield fake
    registry._provided.pop(PaymentsService)
    if before is not None:
        provide(PaymentsService, before)


def carrying(hire, cash):
    courier = hire()
    start_shift(courier.user_id)
    Courier.objects.filter(user_id=courier.user_id).update(cash_carried=cash)
    return courier.user_id


def test_cash_not_counted_keeps_the_shift_open_until_it_is(hire, books):
    courier_id = carrying(hire, 2150)
    open_count = {"expected": 2150, "counted": 2100, "difference": -50, "currency": "EUR"}
    books.balances[courier_id] = CashBalance(courier_id=courier_id, is_settled=False, **open_count)
    refused = answer(courier_id, ShiftEnd(id="1", type="shift.end"))
    assert refused["type"] == "error"
    assert refused["problem"]["code"] == "cash-not-settled"
    assert open_count.items() <= refused["problem"].items()
    assert Shift.objects.filter(courier_id=courier_id, ended_at=None).exists()
    del books.balances[courier_id]
    for _ in range(2):
        assert answer(courier_id, ShiftEnd(id="1", type="shift.end"))["courier"] == "OFFLINE"
    assert Courier.objects.get(user_id=courier_id).cash_carried == 0


def test_who_carries_nothing_goes_home_with_payments_down(hire, books, monkeypatch):
    def away(**_):
        raise Unavailable

    monkeypatch.setattr(books, "get_cash_balance", away)
    empty, full = carrying(hire, 0), carrying(hire, 100)
    assert answer(empty, ShiftEnd(id="1", type="shift.end"))["type"] == "ack"
    assert answer(full, ShiftEnd(id="1", type="shift.end"))["problem"]["code"] == "unavailable"
