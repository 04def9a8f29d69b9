"""A courier goes home once their cash is counted."""

import pytest
from django.apps import apps

from apps.delivery.contract.courier_protocol import ShiftEnd
from apps.delivery.models import Courier, Shift
from apps.delivery.use_cases.courier_commands import answer
from apps.delivery.use_cases.shifts import end_break, end_shift, start_break, start_shift
from apps.payments.contract.fake import FakePaymentsService
from apps.payments.contract.service import PaymentsService
from apps.payments.contract.types import CashBalance
from dominos.kernel import clock
from dominos.kernel.errors import Unavailable

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def books(stand_in):
    """Payments, as far as delivery asks them."""
    return stand_in(PaymentsService, FakePaymentsService())


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


def test_the_end_of_a_shift_tells_the_time_worked_without_breaks(hire, books):
    courier = hire()
    with clock.stopped() as stopped:
        start_shift(courier.user_id)
        stopped.advance(hours=2)
        for pause in (10, 5):
            start_break(courier.user_id)
            stopped.advance(minutes=pause)
            end_break(courier.user_id)
        stopped.advance(minutes=90, seconds=29)
        start_break(courier.user_id)
        stopped.advance(minutes=15)
        end_shift(courier.user_id)
    shift = Shift.objects.get()
    told = apps.get_model("delivery", "OutboxMessage").objects.get(type="delivery.shift_ended")
    assert told.subject == shift.id
    assert (told.data["worked_minutes"], told.data["break_minutes"]) == (210, 30)
    assert told.data["store_id"] == (str(courier.home_store_id) if courier.home_store_id else None)
