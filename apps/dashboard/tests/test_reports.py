"""What reports tell of orders, whoever tells of them and in whatever order."""

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction

from apps.dashboard.domain.reports import Subject
from apps.dashboard.domain.stages import seconds_by_stage
from apps.dashboard.models import BoardOrder, ChangedDay, DayFigure
from apps.dashboard.queries.measures import figures_text
from apps.dashboard.queries.reports.scope import Scope, refunds
from apps.dashboard.tasks import tell_weeks
from apps.dashboard.tests.builders import ZONE, Order, of_money
from apps.dashboard.use_cases import day_figures
from apps.delivery.contract.events import ShiftEnded
from apps.orders.contract.events import GuestOrderClaimed, OrderRevised, OrdersForgotten
from apps.orders.contract.types import DealUse, OrderLine
from apps.orders.contract.types import OrderStatus as S
from apps.payments.contract.events import PaymentCaptured, PaymentRefunded, RefundFailed
from apps.payments.contract.types import SaleParts
from apps.stores.contract.events import StoreSaved
from apps.stores.contract.types import ServiceMethod
from dominos.kernel import clock
from dominos.kernel.auth import Role
from dominos.kernel.ids import new_id
from dominos.kernel.messaging.inbox import receive
from dominos.kernel.messaging.messages import envelope_of
from dominos.kernel.testing.api import client, principal
from dominos.kernel.testing.messages import published
from dominos.kernel.testing.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)
NOON = datetime(2026, 3, 2, 12, tzinfo=ZoneInfo(ZONE))
"""A Monday."""
STORE, CUSTOMER, OTHER, COURIER = (new_id() for _ in range(4))


def line(product, total):
    return OrderLine(
        number=1,
        product=product,
        name=product.title(),
        description="",
        quantity=2,
        unit_price=total // 2,
        total=total,
    )


def ordered(at, customer=CUSTOMER, lines=(("PIZZA", 1777),), **placed):
    """A cash order that a courier brought 25 minutes later, within its window."""
    order = Order(STORE, at)
    order.identity["customer_id"] = customer
    times = (
        (S.PLACED, 0),
        (S.PREPARING, 2),
        (S.BAKING, 6),
        (S.READY, 13),
        (S.OUT_FOR_DELIVERY, 14),
        (S.ARRIVED, 24),
    )
    stages = {status: at + timedelta(minutes=minutes) for status, minutes in times}
    done = at + timedelta(minutes=25)
    story = [
        (order.placed(lines=tuple(line(*each) for each in lines), **placed), 1),
        (order.assigned("Aino", courier_id=COURIER), 1),
        (order.advanced(S.ARRIVED, S.COMPLETED, at=done, stage_times=stages), 8),
        (captured(order), 9),
    ]
    for event, sequence in story:
        order.tell(event, sequence)
    return order


def captured(order):
    return PaymentCaptured(
        order_id=order.order_id,
        payment_id=new_id(),
        amount=1777,
        currency="EUR",
        method="cash",
        business_date=order.business_date,
        parts=SaleParts(food=1500, discount=100, tax=227, tip=150),
    )


def report(subject, *days, **asked):
    manager = client(principal(Role.STORE_MANAGER, stores=(STORE,)))
    first, last = (str((NOON + timedelta(days=day)).date()) for day in (days or (0, 0)))
    answer = manager.get(f"/api/v1/dashboard/reports/{subject}", {"first": first, "last": last, **asked})
    assert answer.status_code == 200, answer.json()
    return answer.json()["tables"]


def rows(subject, *days, **asked):
    (table,) = report(subject, *days, **asked)
    return table["rows"]


def tell(event, subject):
    receive("dashboard", envelope_of(event, producer="x", subject=subject, sequence=1))


@pytest.fixture
def trade():
    """Two orders of one customer on a Monday, at noon and at seven, one of another a month later."""
    kind = {"services": (ServiceMethod.DELIVERY,), "is_active": True, "timezone": ZONE}
    tell(StoreSaved(store_id=STORE, code="S-1", name="One", lat=60, lon=24, currency="EUR", **kind), STORE)
    deal = DealUse(code="FIVE", name="Five off", discount=500)
    first = ordered(NOON, lines=(("PIZZA", 1500), ("COLA", 277)), deals=(deal,))
    second = ordered(NOON + timedelta(hours=7))
    ordered(NOON + timedelta(days=31), OTHER)
    over = {"started_at": NOON, "ended_at": NOON, "worked_minutes": 60, "break_minutes": 0}
    shift = new_id()
    tell(ShiftEnded(shift_id=shift, courier_id=COURIER, store_id=STORE, courier_name="Aino", **over), shift)
    return first, second


def test_each_report_of_a_day(trade):
    first, _ = trade
    for event in (of_money(PaymentRefunded, first, 300), of_money(RefundFailed, first, 100)):
        first.tell(event)
    assert rows("sales")[-1] == [None, 2, 2, 1000, 0, 0, 0, 3554, 1777, 3554, 200, 300, 200, None]
    assert rows("booked")[0][:3] == ["2026-03-02", 2, 3000]
    assert rows("products") == [["Pizza", 4, 3277], ["Cola", 2, 277], [None, 6, 3554]]
    assert rows("deals")[0] == ["Five off", 1, 500]
    assert rows("hours") == [["12", 1, *[0] * 6], ["19", 1, *[0] * 6]]
    assert rows("channels")[0] == ["web", 2, 3554]
    means = {"queue": 120, "make": 240, "oven": 420, "rack": 60, "drive": 600}
    assert {stage: mean for stage, _, mean in rows("stages")} == means
    assert rows("refunds") == [["cold", 1, 300], ["", 1, -100], [None, 2, 200]]
    assert rows("couriers")[0] == ["Aino", 2, 10, 20, 1000, 3554, 300]
    assert rows("customers") == [["new", 1, 1777], ["returning", 1, 1777], [None, 2, 3554]]
    assert report("reviews") == []


def test_periods_stores_and_cohorts_add_up(trade):
    whole = [each[1] for each in rows("sales", 0, 31, by="month")]
    assert (whole, [each[0] for each in rows("sales", 0, 31, by="week")]) == (
        [2, 1, 3],
        ["2026-W10", "2026-W14", None],
    )
    assert [each[:2] for each in rows("sales", 0, 31, by="store")] == [["S-1 One", 3], [None, 3]]
    again = ordered(NOON + timedelta(days=31, hours=1))
    assert rows("cohorts", 0, 31) == [["2026-03", 1, 1], ["2026-04", 1, None]]
    gone = OrdersForgotten(
        user_id=CUSTOMER,
        person_ids=(CUSTOMER,),
        order_ids=(again.order_id, *(o.order_id for o in trade)),
        is_all=True,
    )
    tell(gone, CUSTOMER)
    assert rows("cohorts", 0, 31) == [["2026-04", 1]]
    assert [each[:2] for each in rows("customers", 0, 31)] == [["unknown", 3], ["new", 1], [None, 4]]
    assert set(BoardOrder.objects.filter(is_forgotten=True).values_list("customer_key", "claimed_key")) == {
        (None, None)
    }


def test_what_an_order_became_counts_and_who_claims_it_is_its_customer(trade):
    _, second = trade
    stranger = ordered(NOON + timedelta(hours=9), new_id())
    tell(GuestOrderClaimed(order_id=stranger.order_id, customer_id=CUSTOMER), stranger.order_id)
    changed = OrderRevised(
        **{name: value for name, value in second.identity.items() if name != "service"},
        currency="EUR",
        was=1777,
        total=900,
        lines=(line("SALAD", 900),),
        **second.promise,
    )
    second.tell(changed, 6)
    assert [row[0] for row in rows("products")[:-1]] == ["Pizza", "Salad", "Cola"]
    assert rows("customers")[0][:2] == ["returning", 2]


def test_who_claims_an_earlier_order_was_no_new_customer_of_later_days(trade):
    assert rows("customers", 31, 31)[0][:2] == ["new", 1]
    earlier = ordered(NOON + timedelta(hours=9), new_id())
    tell(GuestOrderClaimed(order_id=earlier.order_id, customer_id=OTHER), earlier.order_id)
    assert rows("customers", 31, 31)[0][:2] == ["returning", 1]


def test_an_order_that_is_moved_before_it_is_told_of_has_no_hour_yet(trade):
    unheard = Order(STORE, NOON)
    known = {name: value for name, value in unheard.identity.items() if name != "service"}
    told = {"currency": "EUR", "was": 1777, "total": 1777, "lines": (), "was_store_id": new_id()}
    unheard.tell(OrderRevised(**known, **told, **unheard.promise), 2)
    assert rows("hours") == [["12", 1, *[0] * 6], ["19", 1, *[0] * 6]]
    for event in (unheard.placed(), unheard.advanced(S.PENDING_PAYMENT, S.PLACED)):
        unheard.tell(event, 1)
    assert rows("hours")[0] == ["12", 2, *[0] * 6]


def test_a_refund_that_is_told_of_before_its_order_is_no_stores_yet():
    first = Order(STORE, NOON)
    first.tell(PaymentRefunded(**refund(first, "cold"), business_date=NOON.date()))
    day = f"{NOON:%Y-%m-%d}"
    sales = client(principal(Role.ADMIN)).get("/api/v1/dashboard/sales", {"first": day, "last": day})
    assert sales.json()["results"] == []


def test_a_day_that_two_count_at_once_is_counted_once(trade, monkeypatch):
    """The first one found due what somebody else has counted since, and the day changes while it counts."""
    day_figures.refresh_all()
    figures = DayFigure.objects.count()
    day = {"store_id": STORE, "day": NOON.date()}
    ChangedDay.objects.create(**day)
    of_days, count = day_figures.of_days, day_figures._count
    seconds = []

    def counted_since(days):
        at_once(1, lambda _: ChangedDay.objects.all().delete())
        monkeypatch.setattr(day_figures, "of_days", of_days)
        return of_days(days)

    def change_meanwhile(days):
        monkeypatch.setattr(day_figures, "_count", count)
        count(days)
        at_once(1, lambda _: ChangedDay.objects.create(**day))
        seconds.append(pool.submit(at_once, 1, lambda _: day_figures.refresh_all()))
        wait(seconds, timeout=0.3)

    monkeypatch.setattr(day_figures, "of_days", counted_since)
    monkeypatch.setattr(day_figures, "_count", change_meanwhile)
    with ThreadPoolExecutor(1) as pool:
        assert day_figures.refresh(day_figures.due()) == 1
        seconds[0].result()
    assert (DayFigure.objects.count(), ChangedDay.objects.count()) == (figures, 0)


def test_reports_are_written_as_csv_that_no_spreadsheet_takes_for_formulas(trade):
    first, _ = trade
    for reason in ("=1+1", "--1"):
        first.tell(PaymentRefunded(**refund(first, reason)))
    manager = client(principal(Role.STORE_MANAGER, stores=(STORE,)))
    asked = {"first": "2026-03-02", "last": "2026-03-02"}
    sheet = manager.get("/api/v1/dashboard/reports/refunds/csv", asked).content.decode().splitlines()
    assert sheet == [
        "currency,reason,refunds,refunded",
        "EUR,'--1,1,3.00",
        "EUR,'=1+1,1,3.00",
        "EUR,total,2,6.00",
    ]
    for subject in Subject:
        paper = manager.get(f"/api/v1/dashboard/reports/{subject}/pdf", asked)
        assert paper.content.startswith(b"%PDF"), subject
    assert manager.get("/api/v1/dashboard/reports/nothing", asked).status_code == 404
    stranger = client(principal(Role.STORE_STAFF, stores=(STORE,)))
    assert stranger.get("/api/v1/dashboard/reports/sales", asked).status_code == 403


def refund(order, reason):
    return {
        "order_id": order.order_id,
        "payment_id": new_id(),
        "amount": 300,
        "currency": "EUR",
        "reason": reason,
    }


def test_cold_food_has_no_oven_and_what_never_began_no_time():
    began = {S.PLACED: NOON, S.PREPARING: NOON + timedelta(minutes=1), S.READY: NOON + timedelta(minutes=3)}
    assert seconds_by_stage(began) == {"queue": 60, "make": 120}
    assert seconds_by_stage({}) == {}


def test_a_week_that_is_over_is_told_once(trade):
    with clock.stopped(NOON) as time:
        tell_weeks()
        tell_weeks()
        assert not published("dashboard", "week_counted"), "it runs"
        time.advance(days=7)
        tell_weeks()
        tell_weeks()
        time.advance(days=7)
        tell_weeks()  # a week without orders
    [told] = published("dashboard", "week_counted")
    assert {name: told.data[name] for name in ("first", "last", "placed", "on_time", "sold", "was_sold")} == {
        "first": "2026-03-02",
        "last": "2026-03-08",
        "placed": 2,
        "on_time": 2,
        "sold": 3554,
        "was_sold": 0,
    }


def test_a_customer_of_a_thousand_orders_costs_a_day_no_more_than_one_of_few():
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO dashboard_boardorder (order_id, store_id, status, total, currency, customer_key, placed_at,"
            " ended_at, business_date) SELECT gen_random_uuid(), %s, 'COMPLETED', 1, 'EUR', %s, at, at, at::date"
            " FROM generate_series(%s::timestamptz - interval '999 hours', %s, interval '1 hour') at",
            [STORE, CUSTOMER, NOON, NOON],
        )
        cursor.execute("ANALYZE dashboard_boardorder")  # else it depends on when the server looked last
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {figures_text()}", [[STORE], [NOON.date()]])
        (((plan,),),) = cursor.fetchall()
    assert plan["Plan"]["Shared Hit Blocks"] < 13 * 30, "pages, of the day's thirteen orders"


def test_refunds_of_some_days_are_found_by_their_index():
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # of a handful of rows the planner may read any way
        plan = refunds(Scope(NOON.date(), NOON.date())).explain()
    assert plan.count("Index Scan on dashboard_refund_booked_on") == 2, plan
