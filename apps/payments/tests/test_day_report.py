"""Closing a business day: ties to the ledger to the cent, and prints the same bytes for ever."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import Sum

from apps.orders.contract.types import OrderStatus
from apps.payments.contract.commands import CapturePayment, RefundPayment
from apps.payments.contract.types import RefundScope
from apps.payments.domain.accounts import Account
from apps.payments.ledger import closing, day_report
from apps.payments.ledger.cash_counts import count_cash
from apps.payments.models import DayReport, JournalEntry, OrderFacts, Posting, StoreFacts
from apps.stores.contract.types import ServiceMethod
from dominos.kernel import clock
from dominos.kernel.auth import Role
from dominos.kernel.clock import now
from dominos.kernel.ids import new_id
from dominos.kernel.testing.api import client, principal

REPORTS = "/api/v1/payments/day-reports"
pytestmark = pytest.mark.django_db(transaction=True)
DAY = "2026-11-22"


@pytest.fixture
def trade(world, pay, command):
    """Card and cash sales, a refund and a chargeback; two orders on time of three completed."""
    StoreFacts.objects.create(
        store_id=world.store.id, code="HEL-9", name="Test", currency="EUR", timezone="Europe/Helsinki"
    )
    orders = [world.order(), world.order(), world.order(), world.order(service=ServiceMethod.CARRYOUT)]
    tokens = ["pm_card_visa", None, "pm_card_createDispute", None]
    for order, token in zip(orders, tokens, strict=True):
        pay(order.order_id, token)
        command(CapturePayment(order_id=order.order_id, amount=2667, currency="EUR"))
    for late, order in ((-1, orders[0]), (0, orders[1]), (1, orders[3])):
        at = now()
        OrderFacts.objects.create(
            order_id=order.order_id,
            store_id=world.store.id,
            business_date=DAY,
            status=OrderStatus.COMPLETED,
            promised_to=at,
            completed_at=at + timedelta(minutes=late),
        )
    return orders


def close(*options, store="HEL-9", day=DAY):
    out = StringIO()
    call_command("close_day", "--store", store, "--day", day, "--early", *options, stdout=out)
    return out.getvalue()


def ledger(day=DAY):
    rows = (
        Posting.objects.filter(entry__business_date=day).values_list("account").annotate(total=Sum("amount"))
    )
    return {account: total for account, total in rows if total}


def test_it_ties_to_the_ledger_and_says_how_the_day_went(trade, world):
    OrderFacts.objects.create(order_id=new_id(), store_id=world.store.id, business_date=DAY)
    document = json.loads(close("--format", "json"))
    assert document["ledger"]["accounts"] == ledger()
    assert document["sales"]["total"] == 4 * 2667
    assert (document["sales"]["tax"], document["sales"]["tips"]) == (4 * 303, 4 * 200)
    assert document["tax_by_rate"] == {"14": {"sales": 4 * 303, "refunds": 0}}
    assert document["payments"]["cash"] == {"taken": 5334, "returned": 0, "net": 5334}
    figures = {"charged": 4, "completed": 3, "on_time": 2, "on_time_percent": "66.7", "still_open": 1}
    assert document["orders"] == figures


def test_it_prints_the_same_bytes_whatever_comes_later(trade, command, world, pay):
    first = {form: close("--format", form) for form in ("table", "json")}
    command(
        RefundPayment(
            scope=RefundScope.REDUCTION,
            order_id=trade[0].order_id,
            amount=500,
            currency="EUR",
            reason="cold",
            key="a",
        )
    )
    late = world.order()
    pay(late.order_id)
    command(CapturePayment(order_id=late.order_id, amount=2667, currency="EUR"))
    OrderFacts.objects.all().delete()
    assert {form: close("--format", form) for form in ("table", "json")} == first
    assert "on time 2 = 66.7 %" in " ".join(first["table"].split())
    following = json.loads(close("--format", "json", day="2026-11-23"))
    assert (following["from_earlier_days"], following["sales"]["total"]) == (1, 2667)
    assert following["ledger"]["accounts"] == ledger("2026-11-23")


def test_the_same_report_is_drawn_with_the_same_bytes(trade, tmp_path, world):
    with pytest.raises(CommandError, match="needs a file"):
        close("--format", "pdf")
    first, second = tmp_path / "a.pdf", tmp_path / "b.pdf"
    for path in (first, second):
        close("--format", "pdf", "--to", str(path))
    assert first.read_bytes() == second.read_bytes()
    (report,) = client(principal(Role.STORE_MANAGER, stores=(world.store.id,))).get(REPORTS).data["results"]
    assert report["day"] == str(DAY)
    shown = client(principal(Role.SUPPORT)).get(report["pdf_url"])
    assert (shown.status_code, shown.content) == (200, first.read_bytes())
    table = client(principal(Role.SUPPORT)).get(report["pdf_url"].replace(".pdf", ".csv")).content.decode()
    assert '"Sales, refunds not taken off",total,106.68,EUR' in table
    assert client(principal(Role.STORE_MANAGER, stores=(new_id(),))).get(REPORTS).data["results"] == []


def test_refunds_and_chargebacks_of_the_day(trade, command):
    command(
        RefundPayment(
            scope=RefundScope.REDUCTION,
            order_id=trade[0].order_id,
            amount=500,
            currency="EUR",
            reason="cold",
            key="a",
        )
    )
    days = JournalEntry.objects.filter(kind__in=["REFUND", "CHARGEBACK"]).values_list(
        "business_date", flat=True
    )
    document = json.loads(close("--format", "json", day=str(days[0])))
    assert set(days) == {days[0]}
    assert document["refunds"]["total"] == 500
    assert document["chargebacks"] == {"taken": 2667, "won": 0}
    assert document["payments"]["card"]["returned"] == 3167
    assert document["tax_by_rate"]["14"]["refunds"] == document["refunds"]["tax"] > 0


def test_a_day_closes_by_itself_once_it_is_over_and_nothing_of_it_waits(trade, world):
    brought, courier = OrderFacts.objects.get(order_id=trade[1].order_id), new_id()
    OrderFacts.objects.filter(pk=brought.pk).update(courier_id=courier, delivered_at=now())
    with clock.stopped(datetime(2026, 11, 22, 20, tzinfo=UTC)) as at:
        count_cash(courier, 2000, "")
        assert closing.close_settled_days() == 0, "the day is not over"
        at.advance(hours=12)
        assert closing.close_settled_days() == 0, "cash differs"
        count_cash(courier, 2667, "")
        late = OrderFacts.objects.create(order_id=new_id(), store_id=world.store.id, business_date=DAY)
        assert closing.close_settled_days() == 0, "an order is under way"
        late.delete()
        world.people.clocked_in.add(world.store.id)
        assert closing.close_settled_days() == 0, "somebody still works"
        world.people.clocked_in.clear()
        assert [closing.close_settled_days() for _ in range(2)] == [1, 0]
    assert DayReport.objects.get().document["sales"]["total"] == 4 * 2667


def test_a_day_is_not_closed_before_it_is_over(trade):
    with pytest.raises(CommandError, match="not over"):
        call_command("close_day", "--store", "HEL-9", "--day", "2999-01-01", stdout=StringIO())
    with pytest.raises(CommandError, match="no store"):
        close(store="nowhere")
    with pytest.raises(CommandError, match="no store"):
        close(store=str(new_id()))
    assert not DayReport.objects.exists()


def test_a_day_is_over_when_the_store_says_so_whatever_was_told_of_it_last(world):
    """At 05:15 the day of a store that starts its days at 06:00 is not over, though its change is still on the way."""
    StoreFacts.objects.create(store_id=world.store.id, code="HEL-9", name="Test", currency="EUR")
    store = replace(world.store, day_starts_at=time(6))
    with clock.stopped(datetime(2026, 11, 21, 3, 15, tzinfo=UTC)) as at:
        with pytest.raises(day_report.DayNotOver):
            day_report.close_day(store, date(2026, 11, 20))
        at.advance(minutes=45)
        assert day_report.close_day(store, date(2026, 11, 20)).day == date(2026, 11, 20)


def test_a_report_that_does_not_tie_closes_nothing(trade, monkeypatch):
    monkeypatch.setitem(day_report.SALE_ACCOUNTS, "food", Account.DELIVERY_FEES)
    with pytest.raises(CommandError, match="does not tie to the ledger: money"):
        close()
    assert not DayReport.objects.exists()


def test_the_database_keeps_a_closed_day(trade):
    close()
    for statement in ("UPDATE payments_dayreport SET day = day", "DELETE FROM payments_dayreport"):
        with (
            pytest.raises(DatabaseError, match="never changed"),
            transaction.atomic(),
            connection.cursor() as c,
        ):
            c.execute(statement)
